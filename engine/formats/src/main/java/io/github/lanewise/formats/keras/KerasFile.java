package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.bytes.ZipArchive;
import io.github.lanewise.formats.bytes.ZipMember;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.hdf5.Hdf5Exception;
import io.github.lanewise.formats.keras.hdf5.Hdf5File;
import io.github.lanewise.formats.keras.hdf5.Hdf5Group;
import io.github.lanewise.formats.keras.weights.Hdf5Tensors;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keras's files: {@code .keras}, a zip file with a config and weights in HDF5; {@code .h5}, HDF5 with the config as an
 * attribute; and HDF5 with weights only, to which the config comes from outside. A model is read if it is a chain of layers
 * of the engine; every other layer, and every option that would change the answers, is refused by name.
 *
 * @see <a href="https://keras.io/api/models/model_saving_apis/">Keras on saving models</a>
 */
public final class KerasFile {
    private static final int MAX_CONFIG = 1 << 22;
    static final String WHOLE_MODEL = "save the whole model, with model.save(\"model.keras\")";

    private final Path path;
    private final ReadOptions options;

    private KerasFile(Path path, ReadOptions options) {
        this.path = path;
        this.options = options;
    }

    /**
     * Reads a model.
     *
     * @param contents of the file
     * @param options a config, for a file of weights only: Keras's, or one of the engine's own kind
     */
    public static ModelFile read(FileContents contents, ReadOptions options) throws FormatException {
        KerasFile file = new KerasFile(contents.path(), options);
        EmptyFile.refuse(contents.path(), contents.size(), "a Keras model");
        byte[] first = contents.bytes().asSlice(0, Math.min(8, contents.size())).toArray(ValueLayout.JAVA_BYTE);
        if (Hdf5File.isSignature(first)) {
            return file.readHdf5(contents.bytes());
        }
        if (first.length < 2 || first[0] != 'P' || first[1] != 'K') {
            throw new FormatException(
                    contents.path(),
                    "",
                    "a Keras file: HDF5, or a zip file",
                    "one that begins as neither does",
                    "the file is damaged; get it again");
        }
        return file.readZip(ZipArchive.open(contents));
    }

    private ModelFile readZip(ZipArchive zip) throws FormatException {
        OptionChecks.requireDescribed(path, options);
        String config = text(zip, "config.json");
        ConfigObject metadata = ConfigObject.parse(path, "metadata.json", text(zip, "metadata.json"));
        String version = metadata.given("keras_version") ? metadata.string("keras_version") : null;
        Hdf5Group root = root(bytes(zip, "model.weights.h5", Long.MAX_VALUE));
        return KerasModel.read(
                path,
                ConfigObject.parse(path, "config.json", config),
                version,
                new KerasWeights(new Hdf5Tensors(path, root)),
                form(version, "file"));
    }

    private ModelFile readHdf5(MemorySegment file) throws FormatException {
        Hdf5Group root = root(file);
        try {
            Hdf5Group inner = root.group("model_weights");
            Hdf5Group group = inner == null ? root : inner;
            String version = root.text("keras_version");
            version = version == null ? group.text("keras_version") : version;
            String config = root.text("model_config");
            KerasWeights weights = new KerasWeights(new Hdf5Tensors(path, group));
            if (config == null) {
                return new WeightsOnly(path, weights, version, options).read();
            }
            OptionChecks.requireDescribed(path, options);
            return KerasModel.read(
                    path,
                    ConfigObject.parse(path, "attribute model_config", config),
                    version,
                    weights,
                    form(version, "HDF5 file"));
        } catch (Hdf5Exception e) {
            throw Hdf5Tensors.refusal(path, e);
        }
    }

    private static String form(@Nullable String version, String kind) {
        return "Keras " + (version == null ? "" : version + " ") + kind;
    }

    private Hdf5Group root(MemorySegment file) throws FormatException {
        try {
            return Hdf5File.root(file);
        } catch (Hdf5Exception e) {
            throw Hdf5Tensors.refusal(path, e);
        }
    }

    private String text(ZipArchive zip, String name) throws FormatException {
        return new String(bytes(zip, name, MAX_CONFIG).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private MemorySegment bytes(ZipArchive zip, String name, long most) throws FormatException {
        ZipMember member = zip.member(name);
        if (member == null) {
            throw new FormatException(path, "", "a member " + name + " of the zip file", "none", WHOLE_MODEL);
        }
        return member.bytes(most);
    }
}
