import { replaceCompiler } from './compiler';

// Before anything of tslab is loaded, because it takes hold of the compiler while it loads.
replaceCompiler();
require('./patches');
