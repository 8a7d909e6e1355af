import { analyze } from '../arithmetic/analyze';
import { networkNamed } from '../models/networkNamed';
import { at } from '../spec/at';
import { excerpt } from '../spec/quoted';
import { aboutNetwork } from './aboutNetwork';
import { type CommandLine, command, named, refuse } from './arguments';
import { COLUMNS } from './command';
import { COLORED, PLAIN } from './paint';
import { summaryTable } from './summaryTable';

const LINE: CommandLine = {
  name: 'summary',
  usage: 'Usage: npx convnets summary NAME [--input HEIGHTxWIDTHxCHANNELS] [--json]',
  words: ['NAME'],
  options: { input: 'value', json: 'flag' },
};

/** `npx convnets summary NAME`: what `analyze` reports, as a table or as JSON, and what was published. */
export const run = command(LINE, async ({ words, values, flags }, { print, colors = false, columns = COLUMNS }) => {
  const entry = named(() => networkNamed(at(words, 0)));
  const input = values.get('input');
  const net = entry.build(input === undefined ? {} : { inputShape: readShape(input) });
  const report = analyze(net);
  if (flags.has('json')) print(JSON.stringify(report, null, 2));
  else {
    const table = summaryTable(net, report, { paint: colors ? COLORED : PLAIN, width: columns });
    print(`${table}\n\n${aboutNetwork(entry, columns)}`);
  }
});

function readShape(text: string): [number, number, number] {
  const [, height, width, channels] = /^([1-9]\d*)[x×]([1-9]\d*)[x×]([1-9]\d*)$/i.exec(text) ?? [];
  if (channels === undefined) {
    refuse(LINE, `--input must be HEIGHTxWIDTHxCHANNELS, such as 224x224x3. Received "${excerpt(text)}".`);
  }
  return [Number(height), Number(width), Number(channels)];
}
