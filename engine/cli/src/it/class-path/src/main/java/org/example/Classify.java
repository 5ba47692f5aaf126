package org.example;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/** Classifies two rows of tokens, token by token, with a PyTorch model inside the program's own jar. */
public final class Classify {
    private static final String MODEL = "classifier.safetensors";
    private static final int[][] ROWS = {{20, 5, 13, 21, 6, 5, 14}, {22, 17, 0, 9, 14, 8, 9}};

    private Classify() {}

    public static void main(String[] arguments) throws IOException {
        Model model = Model.of(readModel().spec());
        System.out.println("model from a " + Classify.class.getResource(MODEL).getProtocol());
        System.out.println("vector code: " + (Backend.available().size() > 1));
        System.out.println(model.spec().describe());
        Session session = model.newSession();
        float[] y = new float[model.outputSize()];
        for (int[] row : ROWS) {
            State state = model.newState();
            for (int token : row) {
                session.step(token, state, y);
            }
            print(y);
        }
    }

    private static ModelFile readModel() throws IOException {
        try (InputStream in = Objects.requireNonNull(Classify.class.getResourceAsStream(MODEL), MODEL)) {
            return ModelFiles.read(in, MODEL);
        }
    }

    private static void print(float[] row) {
        StringBuilder line = new StringBuilder();
        for (float value : row) {
            line.append(String.format(Locale.ROOT, "%9.5f", value));
        }
        System.out.println(line);
    }
}
