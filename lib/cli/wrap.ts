/**
 * A text in lines of at most so many characters, broken between words. The lines that a line is broken into begin two
 * characters further in; a word longer than a line, such as an address, stays whole.
 */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map(line => wrappedLine(line, width))
    .join('\n');
}

function wrappedLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trimStart().split(' ')) {
    const longer = current.trim() === '' ? current + word : `${current} ${word}`;
    if (longer.length > width && current.trim() !== '') {
      lines.push(current);
      current = `${indent}  ${word}`;
    } else current = longer;
  }
  return [...lines, current].join('\n');
}

/** A text of at most so many characters: the middle of a longer one is left out. Indentation stays. */
export function cutInTheMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const name = text.trimStart();
  const room = Math.max(2, width - (text.length - name.length) - 1);
  const head = Math.ceil(room / 2);
  return `${text.slice(0, text.length - name.length)}${name.slice(0, head)}…${name.slice(name.length - (room - head))}`;
}
