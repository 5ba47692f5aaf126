/**
 * Spectra of sound: {@link io.github.lanewise.formats.spectrum.Stft} with its inverse,
 * {@link io.github.lanewise.formats.spectrum.MelFilterBank}, and the pieces that they are made of, frame by frame.
 *
 * <p>A spectrum is an array of 2 * bins floats, real and imaginary part of each bin side by side, from 0 Hz up to half of the
 * sample rate. The arithmetic is in double, the results are rounded to float once. They are the same bits on every machine:
 * all operations are IEEE 754's own, cosines and logarithms are {@link java.lang.StrictMath}'s, and a NaN is {@link java.lang.Float#NaN}.
 */
@NullMarked
package io.github.lanewise.formats.spectrum;

import org.jspecify.annotations.NullMarked;
