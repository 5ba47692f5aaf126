package io.github.lanewise.event;

import jdk.jfr.FlightRecorder;

/**
 * Whether anybody records. The first event that is made loads 300 classes, which takes as long as a model and its first 20
 * steps; this question loads one.
 */
final class Recorder {
    private Recorder() {}

    static boolean isOn() {
        return FlightRecorder.isInitialized();
    }
}
