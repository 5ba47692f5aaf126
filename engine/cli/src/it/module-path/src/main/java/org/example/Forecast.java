package org.example;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/** Runs a Keras model inside the program's own jar over the rows of a sequence. */
public final class Forecast {
    private static final String MODEL = "forecast.keras";
    private static final float[] ROWS = {
        0.3455841839313507f,
        0.8216181397438049f,
        0.3304370641708374f,
        -1.3031572103500366f,
        0.9053558707237244f,
        0.4463745653629303f,
        -0.5369532108306885f,
        0.581118106842041f,
        0.3645724058151245f
    };

    private Forecast() {}

    public static void main(String[] arguments) throws IOException {
        Model model = Model.of(readModel().spec());
        System.out.println("model from a " + Forecast.class.getResource(MODEL).getProtocol());
        System.out.println("vector code: " + (Backend.available().size() > 1));
        System.out.println(Forecast.class.getModule() + ", " + Model.class.getModule());
        System.out.println(model.spec().describe());
        Tensor output = model.newSession().run(Tensor.of(ROWS, 3, 3));
        for (int row = 0; row < output.size(0); row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < output.size(1); column++) {
                line.append(String.format(Locale.ROOT, "%9.5f", output.data()[row * output.size(1) + column]));
            }
            System.out.println(line);
        }
    }

    private static ModelFile readModel() throws IOException {
        try (InputStream in = Objects.requireNonNull(Forecast.class.getResourceAsStream(MODEL), MODEL)) {
            return ModelFiles.read(in, MODEL);
        }
    }
}
