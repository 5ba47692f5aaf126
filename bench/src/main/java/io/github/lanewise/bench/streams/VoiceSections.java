package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.voices.VoiceTables;

/** Voice detectors, for the page. */
final class VoiceSections {
    private VoiceSections() {}

    /** How fast they hear. */
    static PageSection times(StreamsFindings findings) {
        String note = """
                Silero VAD hears 10,000 streams of sound on one thread, a chunk of 32 ms of each stream in turn. The sound is
                made in the code, another one for each stream, and making it is not timed. One model and one session serve
                all streams. Each stream has a state of its own, apart from the others'. ONNX Runtime needs the states of a
                call copied into its tensors and out of them, and that is counted. Streams in real time: how many streams
                one core hears as fast as they play. Medians over all rounds. The ratio is to Lanewise with as many
                streams a call. Probabilities of some streams were compared after every chunk. Lanewise's are the bits of
                the same stream alone. Everybody's are those of the textbook in double precision, within 1e-4.
                """;
        return new PageSection(
                "10,000 voice detectors in one process",
                note + VoiceTables.heard(findings.heard()),
                VoiceTables.times(findings.turns()));
    }

    /** What they take in memory. */
    static PageSection memory(StreamsFindings findings) {
        return new PageSection("What voice detectors take in memory", """
                        A state by the histogram of the Java heap. A process by the memory that the system says is resident, with
                        code, JVM and all streams, after some chunks of each stream. A session by the same, between one
                        session and 21 sessions in a process, each of which has heard a chunk.""", VoiceTables.memory(findings.memory()));
    }
}
