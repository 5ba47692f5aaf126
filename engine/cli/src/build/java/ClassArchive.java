import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts archives for class data sharing (AppCDS) into the image of the command and into the image's zip: the classes that
 * the command's usual runs load, parsed and, but for the oldest class files, verified. They take the place of the archive
 * of the JDK's own classes that a JDK has and an image of jlink has not. They lie where the JVM looks without being told:
 * the launcher names no file, the image may be moved, and a JVM that finds its archive missing or unfit goes on without.
 *
 * <p>The build runs this file as it is. Arguments: the image, its zip, the folder's name in the zip, the date of the zip's
 * entries, the folder of the models that the runs read, a folder for temporary files.
 */
final class ClassArchive {
    private static final String MAIN = "io.github.lanewise.cli/io.github.lanewise.cli.Main";

    /** A heap from 32 GB up has references of 64 bits, and the JVM then looks for an archive of its own. */
    private static final List<String> REFERENCES = List.of("-XX:+UseCompressedOops", "-XX:-UseCompressedOops");

    /** What stands behind a class's name in the list of one run means nothing in another list. */
    private static final Pattern NUMBER = Pattern.compile(" id: \\d+$");

    private final Path image;
    private final Path models;
    private final Path temporary;

    private ClassArchive(Path image, Path models, Path temporary) {
        this.image = image;
        this.models = models;
        this.temporary = temporary;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path image = Path.of(arguments[0]);
        Path temporary = Path.of(arguments[5]);
        deleteAll(temporary);
        Files.createDirectories(temporary);
        ClassArchive archive = new ClassArchive(image, Path.of(arguments[4]), temporary);
        Path classes = archive.usedClasses();
        Collection<Callable<String>> dumps = new ArrayList<>();
        for (String references : REFERENCES) {
            // G1, for the JVM's choice on one processor could put no objects into the archive.
            dumps.add(() -> archive.run(List.of(
                    "-Xshare:dump", "-XX:+UseG1GC", references, "-XX:SharedClassListFile=" + classes, "-m", MAIN)));
        }
        inParallel(dumps);
        putIntoZip(image, Path.of(arguments[1]), arguments[2], FileTime.from(Instant.parse(arguments[3])));
    }

    /** Asks for help, and reads, shows, converts and runs a model of each family, over each kind of input, streams among them. */
    private List<List<String>> usualRuns() throws IOException {
        String table = Files.writeString(temporary.resolve("in.csv"), "0.1,0.2,0.3\n0.4,0.5,0.6\n".repeat(50))
                .toString();
        String array = Files.write(temporary.resolve("in.npy"), array(100, 3)).toString();
        String speech =
                Files.write(temporary.resolve("speech.wav"), sound(16_000)).toString();
        String guitar =
                Files.write(temporary.resolve("guitar.wav"), sound(48_000)).toString();
        String stack = model("torch-files/state_dict.pt");
        return List.of(
                List.of("--version"),
                List.of("help", "run"),
                List.of(
                        "run",
                        stack,
                        "--input",
                        table,
                        "--output",
                        temporary.resolve("1.npy").toString()),
                List.of("run", stack, "--input", array, "--output", "-", "--backend", "scalar"),
                List.of("stream", model("audio/nam_lstm.nam")),
                List.of(
                        "run",
                        model("onnx/frames_at_two_rates.onnx"),
                        "--input",
                        speech,
                        "--output",
                        temporary.resolve("2.csv").toString()),
                List.of(
                        "run",
                        model("audio/nam_lstm.nam"),
                        "--input",
                        guitar,
                        "--output",
                        temporary.resolve("3.wav").toString()),
                List.of(
                        "convert",
                        model("keras/gru.keras"),
                        temporary.resolve("4.safetensors").toString()),
                List.of(
                        "trace",
                        stack,
                        "--input",
                        array,
                        "--output",
                        temporary.resolve("5.html").toString()),
                List.of("info", model("keras/bidirectional.h5")),
                List.of("info", model("torch/lstm_projection.safetensors")));
    }

    private String model(String name) {
        return models.resolve(name).toString();
    }

    /** A file of NumPy with zeros. */
    private static byte[] array(int rows, int columns) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
        String padded = "%-117s\n".formatted(header);
        return bytes(10 + padded.length() + rows * columns * Float.BYTES)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) padded.length())
                .put(ascii(padded))
                .array();
    }

    /** A quarter of a second of silence, one channel of 16 bits. */
    private static byte[] sound(int rate) {
        int size = rate / 4 * Short.BYTES;
        return bytes(44 + size)
                .put(ascii("RIFF"))
                .putInt(36 + size)
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(rate * Short.BYTES)
                .putShort((short) Short.BYTES)
                .putShort((short) Short.SIZE)
                .put(ascii("data"))
                .putInt(size)
                .array();
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A file that lists what the usual runs load, in an order that does not depend on them: the same archive each time. */
    private Path usedClasses() throws IOException, InterruptedException, ExecutionException {
        Collection<Callable<String>> runs = new ArrayList<>();
        List<Path> lists = new ArrayList<>();
        for (List<String> arguments : usualRuns()) {
            Path list = temporary.resolve(lists.size() + ".classlist");
            lists.add(list);
            List<String> command =
                    new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:DumpLoadedClassList=" + list, "-m", MAIN));
            command.addAll(arguments);
            runs.add(() -> run(command));
        }
        inParallel(runs);
        TreeSet<String> classes = new TreeSet<>();
        for (Path list : lists) {
            try (Stream<String> lines = Files.lines(list)) {
                // Lines with @cp would have constants resolved while the archive is made. That links picocli's classes,
                // and
                // the JVM archives class files of their age (Java 5) only as long as they are not linked.
                lines.filter(line -> !line.startsWith("#") && !line.startsWith("@cp") && !line.contains(" source: "))
                        .map(line -> NUMBER.matcher(line).replaceAll(""))
                        .forEach(classes::add);
            }
        }
        return Files.write(temporary.resolve("all.classlist"), classes);
    }

    /** Runs the image's own Java. */
    private String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(image.resolve("bin").resolve("java").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": expected exit code 0, found " + process.exitValue()
                    + "\n" + printed);
        }
        return printed;
    }

    private static void inParallel(Collection<Callable<String>> tasks) throws InterruptedException, ExecutionException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (Future<String> task : threads.invokeAll(tasks)) {
                task.get();
            }
        }
    }

    private static void putIntoZip(Path image, Path zip, String folder, FileTime date) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> files = Files.walk(image)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsa"))
                    .sorted()
                    .toList()) {
                Path entry = archive.getPath(
                        folder + "/" + image.relativize(file).toString().replace('\\', '/'));
                Files.deleteIfExists(entry);
                Files.write(entry, Files.readAllBytes(file));
                Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rw-r--r--"));
                // The other two would be those of the build, in a header of the entry.
                Files.getFileAttributeView(entry, BasicFileAttributeView.class).setTimes(date, date, date);
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
