// @ts-check

/**
 * What TensorFlow's library writes to standard error whenever it is loaded. TF_CPP_MIN_LOG_LEVEL silences everything below
 * errors but this: the library looks for oneDNN while its own static objects are made, and the one that reads the variable is
 * made later (libtensorflow_framework 2.21; the first line comes with the first message of any kind). Nothing that can be set
 * before the library is loaded changes that, and JavaScript cannot lead standard error elsewhere for so long.
 */
const loadingLines = [
  /^WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR$/,
  /^I\d{4} .* oneDNN custom operations are on\./,
];

/**
 * Whether a line on standard error says only that TensorFlow is there. Its errors are not among them.
 *
 * @param {string} line
 */
export function isLoadingLine(line) {
  return loadingLines.some(pattern => pattern.test(line));
}
