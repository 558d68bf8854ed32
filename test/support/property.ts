import fc from 'fast-check';

/** Property tests draw the same values in each run, so that a failure comes again; `SENTRIK_TEST_SEED=<number>` draws others. */
fc.configureGlobal({ seed: Number(process.env.SENTRIK_TEST_SEED ?? 20_261_121) });

export { fc };
