/** Tensors of Kokoro's export at which its graph is cut in two. */
export const CUTS = {
  /** Frames of each token, [tokens]; a frame is 600 samples. */
  durations: '/encoder/Gather_output_0',
  /** What the generator is fed, [1, 512, 2 · frames]. */
  frames: '/decoder/decoder/decode.3/Div_4_output_0',
  /** The harmonic source's spectrum, [1, 22, 120 · frames + 1]: it keeps the phase of the whole utterance. */
  source: '/decoder/decoder/generator/Concat_3_output_0',
} as const;

/**
 * Frames on either side of a window that are computed with it: its sound depends on no others. (By the kernels of the
 * generator: the source's residual blocks 1.8 frames, then the first rate's 3, then the second's 0.5.)
 */
export const CONTEXT_FRAMES = 4;
/** Samples of sound on either side of a window that come with it, for nothing: what the second rate's kernels reach. */
export const SOUND_CONTEXT = 680;

/** The decoder's own convolutions, between the encoder and the generator, by the names of their nodes. */
export const DECODER = /^\/decoder\/decoder\/(?:encode|decode\.\d)\//;

/** Names of the derived files: the source's sha256, what it is, the recipe's version. */
export const FRONT_FILE = 'kokoro.6e742170.front.v2.onnx';
export const GENERATOR_FILE = 'kokoro.6e742170.generator.v3.onnx';
