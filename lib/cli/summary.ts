import { analyze } from '../arithmetic/analyze';
import { networkBuilder } from '../models/networkBuilder';
import { type CommandLine, command, refuse } from './arguments';
import { COLORED, PLAIN } from './paint';
import { summaryTable } from './summaryTable';

const LINE: CommandLine = {
  name: 'summary',
  usage: 'Usage: npx convnets summary NAME [--input HEIGHTxWIDTHxCHANNELS] [--json]',
  words: ['NAME'],
  options: { input: 'value', json: 'flag' },
};

/** `npx convnets summary NAME`: what `analyze` reports, as a table or as JSON. */
export const run = command(LINE, async ({ words: [name = ''], values, flags }, { print, colors = false }) => {
  const build = networkBuilder(name);
  const input = values.get('input');
  const net = build(input === undefined ? {} : { inputShape: readShape(input) });
  const report = analyze(net);
  print(flags.has('json') ? JSON.stringify(report, null, 2) : summaryTable(net, report, colors ? COLORED : PLAIN));
});

function readShape(text: string): [number, number, number] {
  const [, height, width, channels] = /^([1-9]\d*)[x×]([1-9]\d*)[x×]([1-9]\d*)$/i.exec(text) ?? [];
  if (channels === undefined) {
    refuse(LINE, `--input must be HEIGHTxWIDTHxCHANNELS, such as 224x224x3. Received "${text}".`);
  }
  return [Number(height), Number(width), Number(channels)];
}
