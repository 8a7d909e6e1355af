/** Bytes that every file system takes, with room for what is put beside it. */
const LONGEST = 200;

/** What is wrong with a name, in the order in which it is said. */
const FAULTS: readonly (readonly [what: string, isWrong: (name: string) => boolean])[] = [
  ['it is empty', name => name === ''],
  ['it has a separator of folders or another of / \\ : * ? " < > |', name => /[/\\:*?"<>|]/.test(name)],
  ['it has a character that cannot be seen', name => /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name)],
  ['it begins or ends with a dot or a space', name => /^[. ]|[. ]$/.test(name)],
  ['Windows keeps this name for itself', name => /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\.|$)/i.test(name)],
  [`it is longer than ${LONGEST} bytes`, name => Buffer.byteLength(name) > LONGEST],
];

/**
 * The name of a model as that of the folder of its checkpoints: one that stays inside of the folder above it, on every system.
 *
 * @throws RangeError that says what is wrong with it
 */
export function folderName(where: string, modelName: string): string {
  const fault = FAULTS.find(([, isWrong]) => isWrong(modelName));
  if (fault === undefined) return modelName;
  const shown = JSON.stringify(modelName.length <= 60 ? modelName : `${modelName.slice(0, 60)}…`);
  throw new RangeError(
    `${where}: the model's name ${shown} cannot be the name of the folder for its checkpoints: ${fault[0]}. ` +
      "Give the network another name, or pass checkpoints: { folder: '…' }, or checkpoints: false to save nothing.",
  );
}
