package io.github.lanewise.cli;

import io.github.lanewise.formats.ModelFile;
import io.github.lanewise.formats.Wav;
import io.github.lanewise.spec.Tensor;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How sound is written: as the sound that came in, or, where that was no sound, in floats at the model's rate.
 *
 * @param sampleRate samples a second
 * @param encoding how samples are stored
 */
record AudioFormat(int sampleRate, Wav.Encoding encoding) {
    /**
     * The format for a model's output.
     *
     * @return the format; null if neither input nor model has a sample rate
     * @throws CommandException if both have one, and not the same
     */
    static @Nullable AudioFormat of(InputFile input, ModelFile model) throws CommandException {
        OptionalInt rate = model.sampleRate();
        Wav sound = input.sound();
        if (sound == null) {
            return rate.isEmpty() ? null : new AudioFormat(rate.getAsInt(), Wav.Encoding.FLOAT_32);
        }
        if (rate.isPresent() && rate.getAsInt() != sound.sampleRate()) {
            throw new CommandException(
                    input.path() + ": expected " + rate.getAsInt() + " samples a second, as the model " + model.path()
                            + " was trained for, found " + sound.sampleRate() + "; resample the sound");
        }
        return new AudioFormat(sound.sampleRate(), sound.encoding());
    }

    Wav sound(Tensor samples) {
        return new Wav(sampleRate, encoding, samples);
    }
}
