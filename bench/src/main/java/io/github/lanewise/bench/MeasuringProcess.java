package io.github.lanewise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM that is started to measure one thing, and tells what it found on its standard output stream. */
public final class MeasuringProcess {
    private final List<String> launcher;
    private final String classPath;
    private final List<String> flags;
    private final Map<String, String> environment;

    /**
     * How such JVMs are started.
     *
     * @param classPath theirs
     * @param flags besides {@link VectorJvm#FLAGS}
     * @param environment besides this process's
     */
    public MeasuringProcess(String classPath, List<String> flags, Map<String, String> environment) {
        this(List.of(), classPath, flags, environment);
    }

    /**
     * How such JVMs are started by another program.
     *
     * @param launcher the program and its arguments, which starts the JVM; empty for none
     * @param classPath theirs
     * @param flags besides {@link VectorJvm#FLAGS}
     * @param environment besides this process's
     */
    public MeasuringProcess(
            List<String> launcher, String classPath, List<String> flags, Map<String, String> environment) {
        this.launcher = List.copyOf(launcher);
        this.classPath = classPath;
        this.flags = List.copyOf(flags);
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts one and waits for its end. What it says on its standard error stream comes out on this process's.
     *
     * @param what it measures, for the message
     * @param program its main class
     * @param args of the program
     * @return the lines that it printed
     * @throws IllegalStateException if it failed; it has said why on the standard error stream
     * @throws IOException if no JVM could be started
     * @throws InterruptedException if this thread was interrupted while it waited
     */
    public List<String> run(String what, Class<?> program, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(VectorJvm.FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-classpath", classPath, program.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread errors = Thread.ofVirtual().start(() -> forwardErrors(process));
        List<String> lines;
        try (BufferedReader reader = process.inputReader()) {
            lines = reader.readAllLines();
        }
        errors.join();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    what + ": expected exit code 0, found " + process.exitValue() + "; see the message above");
        }
        return lines;
    }

    /** All but the JVM's line about the module that the engine is built on, which no option turns off. */
    private static void forwardErrors(Process process) {
        process.errorReader()
                .lines()
                .filter(line -> !line.startsWith(VectorJvm.NOTICE))
                .forEach(System.err::println);
    }
}
