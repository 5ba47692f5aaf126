package io.github.lanewise.bench.voices;

/** An engine that can run the voice detector. Those with third-party code are found through {@link java.util.ServiceLoader}. */
public interface VoiceEngine {
    /**
     * For tables.
     *
     * @return name and version
     */
    String name();

    /**
     * Opens the model once, with one thread.
     *
     * @param model the voice detector
     * @param streams how many, all at their beginning
     * @return ready to step
     * @throws io.github.lanewise.bench.comparison.UnavailableException if this machine cannot run the engine
     */
    VoiceDetectors open(VoiceModel model, int streams);
}
