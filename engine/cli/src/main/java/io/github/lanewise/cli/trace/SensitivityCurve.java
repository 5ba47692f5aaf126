package io.github.lanewise.cli.trace;

/**
 * A sensitivity and whose it is.
 *
 * @param label for people, for instance {@code rnn.safetensors, layer 1}
 * @param sensitivity the curve
 */
public record SensitivityCurve(String label, Sensitivity sensitivity) {}
