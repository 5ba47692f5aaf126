package io.github.lanewise.cli;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.Tensor;
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
     * @param sound what came in; null if it was no sound
     * @param model the model
     * @return the format; null if a row of the output is no sample of sound, or neither input nor model has a sample rate
     */
    static @Nullable AudioFormat of(@Nullable Wav sound, ModelFile model) {
        AudioFrames audio = model.audio();
        if (audio != null && audio.size() > 1) {
            return null;
        }
        if (sound != null) {
            return new AudioFormat(sound.sampleRate(), sound.encoding());
        }
        return audio == null ? null : new AudioFormat(audio.sampleRate(), Wav.Encoding.FLOAT_32);
    }

    Wav sound(Tensor samples) {
        return new Wav(sampleRate, encoding, samples);
    }
}
