package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.torch.pickle.PickleGlobal;

/**
 * What stands for quantized weights, until it is known under which key they are. PyTorch keeps those of a layer packed in an
 * object that does not say the layer's sizes, number or direction.
 *
 * @param global what would make them
 */
record QuantizedObject(PickleGlobal global) {}
