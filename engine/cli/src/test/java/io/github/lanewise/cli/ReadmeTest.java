package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README and the pages of engine/docs say to write, compiles and runs. What README says to depend on is what the users'
 * projects depend on.
 */
class ReadmeTest {
    private static final String MAIN_CLASS = "Readme";
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..", "..")
            .toAbsolutePath()
            .normalize();
    private static final Path README = ROOT.resolve("README.md");
    private static final Path DOCS = ROOT.resolve(Path.of("engine", "docs"));

    /** Which the tests of the module engine/flink compile. */
    private static final String ON_FLINK = "flink.md";

    /** Whose block of Java prints what the page shows; the last page that has one. */
    private static final String TUTORIAL = "tutorial.md";

    private final Path directory;

    ReadmeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void javaCompilesWithoutWarningsAndRuns() throws IOException, InterruptedException {
        List<String> blocks = new ArrayList<>(blocks("java", README));
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page : pages.filter(page -> page.toString().endsWith(".md") && !page.endsWith(ON_FLINK))
                    .sorted()
                    .toList()) {
                blocks.addAll(blocks("java", page));
            }
        }
        assertTrue(blocks.size() >= 8, blocks::toString);
        Files.writeString(directory.resolve(MAIN_CLASS + ".java"), ReadmeProgram.of(blocks));
        SmallModels.save(directory, SmallModels.classifier());
        Path torch =
                ROOT.resolve(Path.of("engine", "formats", "src", "test", "resources", "torch-files", "state_dict.pt"));
        Files.copy(torch, directory.resolve("model.pt"));
        Files.copy(
                torch.resolveSibling("../onnx/torch_last_step_script.onnx").normalize(),
                directory.resolve("model.onnx"));
        Files.copy(
                torch.resolveSibling("../onnx/frames_at_two_rates.onnx").normalize(),
                directory.resolve("detector.onnx"));
        Files.copy(torch.resolveSibling("../audio/nam_lstm.nam").normalize(), directory.resolve("amp.nam"));
        Path pipelines = torch.resolveSibling("../pipelines").normalize();
        Files.copy(pipelines.resolve("two_networks.json"), directory.resolve("denoiser.json"));
        for (String network : List.of("mask.onnx", "frame.onnx")) {
            Files.copy(pipelines.resolve(network), directory.resolve(network));
        }
        Tensor input = SmallModels.numbers(6, 3);
        new SafetensorsWriter()
                .floats("input", input)
                .integers("label", new long[] {3, 1}, 2)
                .write(directory.resolve("data.safetensors"));
        Npy.write(directory.resolve("x.npy"), input);
        ReadOptions options = ReadOptions.builder()
                .batchOrder(BatchOrder.BATCH_FIRST)
                .head("fc", Head.EVERY_STEP)
                .build();
        Path waves = DOCS.resolve(Path.of("src", "main", "waves", "waves.pt"));
        ModelFiles.write(
                directory.resolve("waves.safetensors"),
                ModelFiles.read(waves, options).spec(),
                Map.of());
        compile();
        List<String> printed =
                new ArrayList<>(List.of(ModelFiles.read(torch).spec().describe()));
        printed.addAll(blocks("text", DOCS.resolve(TUTORIAL)).getFirst().lines().toList());
        printed.add(blocks.size() + " blocks");
        assertEquals(printed, run());
    }

    @Test
    void dependencyIsThatOfTheUsersProjects() throws IOException {
        String dependency = blocks("xml", README).getFirst();
        String version = firstMatch("<version>(.*?)</version>", ROOT.resolve("pom.xml"));
        assertTrue(dependency.contains("<version>" + version + "</version>"), dependency);
        for (String project : List.of("class-path", "module-path")) {
            Path pom = ROOT.resolve(Path.of("engine", "cli", "src", "it", project, "pom.xml"));
            assertEquals(
                    withoutSpaces(dependency),
                    withoutSpaces(firstMatch("(?s)<dependencies>(.*?)</dependencies>", pom)
                            .replace("@project.version@", version)));
        }
    }

    /** The blocks of a page that are fenced as a language. */
    private static List<String> blocks(String language, Path page) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "$\\R(.*?)^```$")
                .matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String firstMatch(String regex, Path file) throws IOException {
        return Pattern.compile(regex)
                .matcher(Files.readString(file))
                .results()
                .findFirst()
                .map((MatchResult found) -> found.group(1))
                .orElseThrow();
    }

    private static String withoutSpaces(String xml) {
        return xml.replaceAll("\\s", "");
    }

    private void compile() {
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        int exitCode = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "--release",
                        "25",
                        "-Xlint:all",
                        "-Werror",
                        "-classpath",
                        classPath(),
                        "-d",
                        directory.toString(),
                        directory.resolve(MAIN_CLASS + ".java").toString());
        assertEquals(0, exitCode, messages::toString);
    }

    /** The lines that the program prints; files are found in its folder, as in README. */
    private List<String> run() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path messages = directory.resolve("messages.txt");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-classpath",
                        directory + File.pathSeparator + classPath(),
                        MAIN_CLASS)
                .directory(directory.toFile())
                .redirectError(messages.toFile())
                .start();
        List<String> lines;
        try (Stream<String> printed = process.inputReader().lines()) {
            lines = printed.toList();
        }
        assertEquals(0, process.waitFor(), Files.readString(messages));
        return lines;
    }

    /** What this test was started with, wherever it stood. */
    private static String classPath() {
        List<String> paths = new ArrayList<>();
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            paths.add(System.getProperty(property, ""));
        }
        return paths.stream().filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    }
}
