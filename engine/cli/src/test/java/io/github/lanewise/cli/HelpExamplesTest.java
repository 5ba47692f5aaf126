package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The examples at the end of every command's help, as they are typed. */
class HelpExamplesTest {
    /** What a terminal of 80 columns shows in a manual page, which begins its lines at the eighth column. */
    private static final int LONGEST = 73;

    /** Two measure, and take their time; one writes to where it is called. Their examples are parsed only. */
    private static final Set<String> PARSED_ONLY = Set.of("bench", "doctor", "trace");

    /** A call within a shell's line, up to what is the shell's. */
    private static final Pattern CALL = Pattern.compile("lanewise [^|<>#)]*");

    private static final Pattern STANDARD_INPUT = Pattern.compile("< (\\S+)|^head -\\d+ (\\S+)");
    private static final Pattern FILE = Pattern.compile("[a-z_]+\\.[a-z0-9]+");
    private static final Path RESOURCES = Path.of(System.getProperty("basedir", ""), "../formats/src/test/resources");

    @TempDir
    Path directory;

    /** What the examples read. */
    @BeforeEach
    void files() throws IOException {
        SmallModels.save(directory, SmallModels.lstm());
        SafetensorsWriter tensors = new SafetensorsWriter();
        for (Map.Entry<String, Tensor> entry : SmallModels.lstm().tensors().entrySet()) {
            tensors.floats("lstm." + entry.getKey(), entry.getValue());
        }
        // A model is told by its contents.
        tensors.floats("fc.weight", SmallModels.numbers(2, 5))
                .floats("fc.bias", SmallModels.numbers(2))
                .write(directory.resolve("state_dict.pt"));
        Csv.write(directory.resolve("rows.csv"), SmallModels.numbers(60, 3));
        Csv.write(directory.resolve("next.csv"), SmallModels.numbers(4, 3));
        Files.write(directory.resolve("rows.f32"), new byte[5 * 3 * Float.BYTES]);
        Npy.write(directory.resolve("x.npy"), SmallModels.numbers(2, 6, 3));
        new SafetensorsWriter()
                .floats("input", SmallModels.numbers(6, 3))
                .write(directory.resolve("answers.safetensors"));
        Files.copy(RESOURCES.resolve("audio/nam_lstm.nam"), directory.resolve("amplifier.nam"));
        new Wav(48_000, Wav.Encoding.PCM_16, Tensor.zeros(100, 1)).write(directory.resolve("guitar.wav"));
    }

    private static List<CommandLine> commands() {
        CommandLine all = new CommandLine(new Main());
        List<CommandLine> commands = new ArrayList<>(all.getSubcommands().values());
        commands.add(all);
        return commands;
    }

    private static List<String> examples(CommandLine command) {
        return List.of(command.getCommandSpec().usageMessage().footer());
    }

    @Test
    void everyCommandHasSome() {
        for (CommandLine command : commands()) {
            List<String> examples = examples(command);
            assertTrue(examples.size() >= 2 && examples.size() <= 5, command.getCommandName());
            String help = Lanewise.succeed(typed(command, "--help")).out();
            assertTrue(help.contains("\nExamples:\n"), help);
            for (String example : examples) {
                assertTrue(example.matches(" {2}\\S.*"), example);
                assertTrue(example.strip().length() <= LONGEST, () -> example + ": longer than " + LONGEST);
                assertTrue(help.contains(example + "\n"), () -> example + " is not as typed in:\n" + help);
            }
        }
    }

    private static Object[] typed(CommandLine command, String option) {
        return command.getParent() == null ? new Object[] {option} : new Object[] {command.getCommandName(), option};
    }

    @Test
    void theyWork() throws IOException {
        for (CommandLine command : commands()) {
            for (String example : examples(command)) {
                Matcher call = CALL.matcher(example);
                assertTrue(call.find(), example);
                String[] arguments = Arrays.stream(call.group().strip().split(" +"))
                        .skip(1)
                        .map(this::inDirectory)
                        .toArray(String[]::new);
                if (arguments.length > 0 && PARSED_ONLY.contains(arguments[0])) {
                    new CommandLine(new Main())
                            .registerConverter(Path.class, new PathConverter())
                            .parseArgs(arguments);
                } else {
                    Lanewise ended = Lanewise.pipe(standardInput(example), (Object[]) arguments);
                    assertEquals(0, ended.exitCode(), () -> example + ": " + ended);
                }
            }
        }
    }

    private String inDirectory(String argument) {
        return FILE.matcher(argument).matches() ? directory.resolve(argument).toString() : argument;
    }

    private byte[] standardInput(String example) throws IOException {
        Matcher file = STANDARD_INPUT.matcher(example.strip());
        if (!file.find()) {
            return new byte[0];
        }
        return Files.readAllBytes(directory.resolve(file.group(1) == null ? file.group(2) : file.group(1)));
    }
}
