package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Gate;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * The page of {@code trace} in a browser: what one reads under the pointer is what the engine computed. The system properties
 * {@code lanewise.chromium} and {@code lanewise.chromedriver} name other programs than those of Debian.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracePageBrowserTest {
    private static final int STEPS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ModelSpec SPEC = SmallModels.stack(CellKind.LSTM, true, false);
    private static final Tensor INPUT = SmallModels.numbers(STEPS, 3);

    private ChromeDriver browser;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        Path input = directory.resolve("in.npy");
        Path page = directory.resolve("trace.html");
        Npy.write(input, INPUT);
        Lanewise.succeed("trace", SmallModels.save(directory, SPEC), "--input", input, "--output", page);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(System.getProperty("lanewise.chromium", "/usr/bin/chromium"));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL", LogType.PERFORMANCE, "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(System.getProperty("lanewise.chromedriver", "/usr/bin/chromedriver"))
                        .toFile())
                .build();
        browser = new ChromeDriver(service, options);
        browser.get(page.toUri().toString());
        awaitShown("0 all");
        List<String> requests = requests();
        assertEquals(1, requests.size(), requests::toString);
        assertTrue(requests.getFirst().contains("trace.html"), requests::toString);
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    /** The page draws once it has unpacked its numbers, and says what it shows then. */
    private void awaitShown(String layerAndSignal) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!layerAndSignal.equals(browser.executeScript("return document.body.dataset.shown"))) {
            assertTrue(Instant.now().isBefore(end), "expected the page to show " + layerAndSignal);
            Thread.onSpinWait();
        }
    }

    private void show(int layer, String signal) {
        browser.findElement(By.cssSelector("#layer option[value='" + layer + "']"))
                .click();
        browser.findElement(By.cssSelector("#signals button[data-signal='" + signal + "']"))
                .click();
        awaitShown(layer + " " + signal);
    }

    private WebElement canvas(String plot) {
        return browser.findElement(By.cssSelector("figure[data-plot='" + plot + "'] canvas"));
    }

    private String readout(String plot) {
        return browser.findElement(By.cssSelector("figure[data-plot='" + plot + "'] output"))
                .getText();
    }

    /** What the engine says of a gate, in the page's words. */
    private static float gate(int layer, boolean reverse, Gate gate, int step, int unit) {
        float[] found = new float[1];
        Session session = Model.of(SPEC).newSession();
        session.trace(trace -> {
            if (trace.layer() == layer && trace.reverse() == reverse && trace.step() == step) {
                found[0] = trace.get(gate, unit);
            }
        });
        session.run(INPUT);
        return found[0];
    }

    private void assertReads(String plot, String where, float value) {
        String text = readout(plot);
        assertTrue(text.startsWith(where), text);
        float shown = Float.parseFloat(text.substring(text.indexOf('=') + 1).strip());
        assertEquals(value, shown, 1e-4, text);
    }

    @Test
    void thePointerReadsWhatTheEngineComputed() {
        show(3, "f");
        WebElement canvas = canvas("f");
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", canvas);
        new Actions(browser).moveToElement(canvas, 60, -5).perform();
        String text = readout("f");
        int step = Integer.parseInt(text.replaceFirst("step (\\d+), unit (\\d+): f = .*", "$1"));
        int unit = Integer.parseInt(text.replaceFirst("step (\\d+), unit (\\d+): f = .*", "$2"));
        assertTrue(step > 1 && step < STEPS, text);
        assertReads("f", "step " + step + ", unit " + unit, gate(1, true, Gate.FORGET, step - 1, unit - 1));
        assertTrue(readout("input").startsWith("step " + step + ","), "all plots show the same step");
    }

    @Test
    void arrowKeysMoveTheCursor() {
        show(0, "i");
        WebElement canvas = canvas("i");
        canvas.sendKeys(Keys.HOME);
        for (int up = 0; up < 5; up++) {
            canvas.sendKeys(Keys.ARROW_UP);
        }
        assertReads("i", "step 1, unit 1", gate(0, false, Gate.INPUT, 0, 0));
        canvas.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
        assertReads("i", "step 3, unit 2", gate(0, false, Gate.INPUT, 2, 1));
        canvas.sendKeys(Keys.END);
        assertReads("i", "step 40, unit 2", gate(0, false, Gate.INPUT, 39, 1));
    }

    @Test
    void layersAndSignalsAreSwitched() {
        show(1, "all");
        assertEquals(8, browser.findElements(By.cssSelector("#plots figure")).size());
        String ofFirst = readout("f");
        show(2, "all");
        assertNotEquals(ofFirst, readout("f"));
        show(2, "c");
        List<WebElement> plots = browser.findElements(By.cssSelector("#plots figure"));
        assertEquals(
                List.of("input", "c", "output"),
                plots.stream().map(plot -> plot.getDomAttribute("data-plot")).toList());
    }

    /** Nothing is wider than the screen, and a heatmap has more than one colour. */
    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void fitsTheScreen(int width, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", width < 500));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        show(0, "g");
        assertEquals(
                true,
                browser.executeScript("return document.documentElement.scrollWidth <= innerWidth"),
                "wider than the screen");
        Object different = browser.executeScript("""
                const canvas = arguments[0];
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                return new Set(new Uint32Array(data.buffer)).size > 20;
                """, canvas("g"));
        assertEquals(true, different, "many colours");
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Even an address that needs no network is refused, and the console says by what. */
    @Test
    void thePolicyForbidsRequests() {
        Object outcome = browser.executeAsyncScript(
                "const done = arguments[0]; fetch('data:,x').then(() => done('loaded'), () => done('refused'))");
        assertEquals("refused", outcome);
        List<String> messages = console();
        assertTrue(
                messages.stream().anyMatch(message -> message.contains("Content Security Policy")), messages::toString);
    }

    /** Whatever was done, nothing was fetched, and the console is empty. */
    @AfterEach
    void nothingIsLoadedAndNothingFails() {
        assertEquals(List.of(), console());
        for (String request : requests()) {
            assertTrue(request.contains("\"url\":\"file:") || request.contains("\"url\":\"data:"), request);
        }
    }

    /** What the console has said since it was asked last. */
    private List<String> console() {
        return messages(LogType.BROWSER);
    }

    /** What has been asked of a network since it was asked last. */
    private List<String> requests() {
        return messages(LogType.PERFORMANCE).stream()
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .toList();
    }

    private List<String> messages(String log) {
        return browser.manage().logs().get(log).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }
}
