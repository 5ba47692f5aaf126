package io.github.lanewise.formats.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configs that are wrong, or that the tensors contradict. JSON stands here with single quotes. */
class ModelConfigTest {
    private static final String STACK = "'kind':'LSTM','name':'lstm','input_size':2,'hidden_size':3";
    private static final String LINEAR = "'kind':'LINEAR','name':'fc','in_features':3,'out_features':5";

    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Path path;

    ModelConfigTest(@TempDir Path directory) {
        this.path = directory.resolve("model.safetensors");
    }

    private ModelConfigTest tensor(String name, int... shape) {
        writer.floats(name, Tensor.zeros(shape));
        return this;
    }

    /** The weights of an LSTM of input size 2 and hidden size 3. */
    private ModelConfigTest lstm(String prefix) {
        return tensor(prefix + "weight_ih_l0", 12, 2)
                .tensor(prefix + "weight_hh_l0", 12, 3)
                .tensor(prefix + "bias_ih_l0", 12)
                .tensor(prefix + "bias_hh_l0", 12);
    }

    private ModelConfigTest linear(String prefix) {
        return tensor(prefix + "weight", 5, 3).tensor(prefix + "bias", 5);
    }

    private void assertRefused(String config, String message) throws IOException {
        writer.metadata("config", config.replace('\'', '"')).write(path);
        RefusalAssertions.assertRefused(
                path, message.replace('\'', '"').replace('`', '\''), () -> ModelFiles.read(path));
    }

    private static String model(String... layers) {
        return "{'kind':'MODEL','head':'LAST_STEP','layers':[{" + String.join("},{", layers) + "}]}";
    }

    /** A convolution with a kernel of one element is a linear layer of each row; one with a longer kernel is not. */
    @Test
    void aKernelOfOneElementIsALinearLayer() throws IOException {
        Tensor kernels = Tensor.zeros(5, 3, 1);
        for (int i = 0; i < kernels.data().length; i++) {
            kernels.data()[i] = i;
        }
        writer.floats("fc.weight", kernels);
        lstm("lstm.")
                .tensor("fc.bias", 5)
                .writer
                .metadata("config", model(STACK, LINEAR).replace('\'', '"'))
                .write(path);
        Tensor weight =
                Objects.requireNonNull(ModelFiles.read(path).spec().tensors().get("fc.weight"));
        assertArrayEquals(new int[] {5, 3}, weight.shape());
        assertArrayEquals(kernels.data(), weight.data());
    }

    @Test
    void aLongerKernelIsNoLinearLayer() throws IOException {
        lstm("lstm.").tensor("fc.weight", 5, 3, 2).tensor("fc.bias", 5);
        writer.metadata("config", model(STACK, LINEAR).replace('\'', '"')).write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "tensor fc.weight: expected shape (5, 3)",
                "found shape (5, 3, 2), that of a convolution with a kernel of 2",
                "describe it as TEMPORAL_CONV1D or CONV1D");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '|',
            value = {
                "[] => config: expected a JSON object, found []",
                "|| => config: expected a JSON object, found nothing",
                "{} => config, kind: expected a string, found no such key",
                "{'kind':1} => config, kind: expected a string, found 1",
                "{'kind':'CNN'} => config, kind: expected one of LSTM, GRU, RNN_TANH, RNN_RELU, MODEL, found `CNN`",
                "{'kind':'LSTM'} => config, hidden_size: expected a whole number, found no such key",
                "{'kind':'LSTM','hidden_size':0} => config, hidden_size: expected a whole number from 1 to 2147483647,"
                        + " found 0",
                "{'kind':'LSTM','hidden_size':3.0} => config, hidden_size: expected a whole number from 1 to 2147483647,"
                        + " found 3.0",
                "{'kind':'LSTM','hidden_size':2147483648} => config, hidden_size: expected a whole number from 1 to"
                        + " 2147483647, found 2147483648",
                "{'kind':'LSTM','hidden_size':3,'proj_size':-1} => config, proj_size: expected a whole number from 0 to"
                        + " 2147483647, found -1",
                "{'kind':'LSTM','hidden_size':3,'proj_size':3} => config, proj_size: expected less than hidden_size 3,"
                        + " found 3",
                "{'kind':'GRU','hidden_size':3,'proj_size':2} => config, proj_size: expected 0 for GRU, found 2; only LSTM"
                        + " has a projection",
                "{'kind':'LSTM','hidden_size':3} => config, input_size: expected a whole number, found no such key",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'num_layers':0} => config, num_layers: expected a whole"
                        + " number from 1 to 2147483647, found 0",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'bias':1} => config, bias: expected true or false, found 1",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'bidirectional':'no'} => config, bidirectional: expected"
                        + " true or false, found 'no'",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'cell_options':[{'clip':-1}]} => config cell_options[0], clip:"
                        + " expected at least 0, found -1.0",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'cell_options':[{'clip':1e39}]} => config cell_options[0],"
                        + " clip: expected a number within a float`s range, found 1.0E39",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'cell_options':[{'relu':1}]} => config cell_options[0]:"
                        + " expected no keys but `activations`, `clip`, `input_forget`, `linear_before_reset`, found `relu`",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'cell_options':[{},{}]} => config, cell_options: expected"
                        + " an object for all directions, or one per direction, found 2 objects",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'cell_options':[{'activations':[{'function':'ELU'}]}]} =>"
                        + " config cell_options[0] activations[0], alpha: expected a number, found no such key",
                "{'kind':'LSTM','hidden_size':3,'input_size':2,'batch_first':0} => config, batch_first: expected true"
                        + " or false, found 0",
                "{'kind':'MODEL'} => config, head: expected a string, found no such key",
                "{'kind':'MODEL','head':'FIRST'} => config, head: expected one of EVERY_STEP, LAST_STEP, FINAL_HIDDEN,"
                        + " found `FIRST`",
                "{'kind':'MODEL','head':'LAST_STEP'} => config, layers: expected an array of objects, found no such key",
                "{'kind':'MODEL','head':'LAST_STEP','layers':{}} => config, layers: expected an array of objects, found {}",
                "{'kind':'MODEL','head':'LAST_STEP','layers':[7]} => config layers[0]: expected a JSON object, found 7",
                "{'kind':'MODEL','head':'LAST_STEP','layers':[],'seed':1} => config: expected no keys but `audio`, `batch_first`,"
                        + " `head`, `kind`, `layers`, found `seed`"
            })
    void refusesConfigsOfAnotherForm(String config, String message) throws IOException {
        lstm("");
        assertRefused(config, message);
    }

    @Test
    void refusesBrokenJson() throws IOException {
        writer.metadata("config", "{\"kind\":\"LSTM\",\"kind\":\"GRU\"}").write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "config, line 1, column 16: expected valid JSON: each key once in an object, found 'kind' again");
        new SafetensorsWriter().metadata("config", "{} x").write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "config, line 1, column 4: expected valid JSON: nothing after",
                "'x'");
    }

    @Test
    void refusesAConfigOfExcessiveLength() throws IOException {
        assertRefused("{" + " ".repeat(1 << 20) + "}", "config: expected at most 1048576 characters, found 1048578");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "weight_ih_l0; 'input_size':7,'hidden_size':3; (12, 7); (12, 2)",
                "weight_ih_l0; 'input_size':2,'hidden_size':4; (16, 2); (12, 2)",
                "weight_ih_l0; 'input_size':2,'hidden_size':2147483647; (8589934588, 2); (12, 2)",
                "weight_hh_l0; 'input_size':2,'hidden_size':3,'proj_size':2; (12, 2); (12, 3)"
            })
    void refusesSizesThatTheTensorsContradict(String tensor, String sizes, String expected, String found)
            throws IOException {
        lstm("");
        writer.metadata("config", ("{'kind':'LSTM'," + sizes + "}").replace('\'', '"'))
                .write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "tensor " + tensor + ": expected shape " + expected + " for LSTM with ",
                sizes.split(",", -1)[0].replace("'", "").replace(':', ' '),
                "as the config says, found shape " + found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'num_layers':2; weight_ih_l1; (12, 3)",
                "'num_layers':2147483647; weight_ih_l1; (12, 3)",
                "'bidirectional':true; weight_ih_l0_reverse; (12, 2)",
                "'reverse':true; weight_ih_l0_reverse; (12, 2)"
            })
    void refusesOptionsWhoseTensorsAreMissing(String option, String tensor, String shape) throws IOException {
        lstm("");
        writer.metadata("config", ("{" + STACK + "," + option + "}").replace('\'', '"'))
                .write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "tensor " + tensor + ": expected shape " + shape,
                option.replace("'", "").replace(":true", "").replace(':', ' '),
                "found no such tensor; the file has 'weight_ih_l0', ");
    }

    @ParameterizedTest
    @CsvSource({"bias_ih_l1, 12", "weight_ih_l0_reverse, 12", "weight_hr_l0, 2"})
    void refusesWeightsThatTheOptionsLeaveOut(String name, int rows) throws IOException {
        lstm("").tensor(name, rows).tensor("other." + name, 1);
        assertRefused(
                "{" + STACK + "}",
                "tensor " + name + ": expected no such tensor for LSTM with input_size 2, hidden_size 3, num_layers 1,"
                        + " bidirectional false, proj_size 0, bias true, as the config says, found shape (" + rows
                        + "); correct the config or leave the tensor out");
    }

    @Test
    void refusesBiasThatTheConfigDenies() throws IOException {
        lstm("");
        assertRefused(
                "{" + STACK + ",'bias':false}",
                "tensor bias_ih_l0: expected no such tensor for LSTM with input_size 2, hidden_size 3, num_layers 1,"
                        + " bidirectional false, proj_size 0, bias false, as the config says, found shape (12); correct"
                        + " the config or leave the tensor out");
    }

    @Test
    void refusesWeightsOfATypeThatIsNoFloat() throws IOException {
        writer.integers("weight_ih_l0", new long[24], 12, 2);
        assertRefused(
                "{" + STACK + "}",
                "tensor weight_ih_l0: expected dtype F32, F64, F16 or BF16, found I64; convert the tensor to one of"
                        + " these");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '|',
            value = {
                "'kind':'CONV' => config layers[1], kind: expected one of EMBEDDING, CONV1D, TEMPORAL_CONV1D, MAGNITUDE, LAYER_NORM, LSTM, GRU, RNN_TANH,"
                        + " RNN_RELU, LINEAR, SIGMOID, TANH, RELU, HARD_SIGMOID, AFFINE, LEAKY_RELU, THRESHOLDED_RELU,"
                        + " SCALED_TANH, ELU, SOFTSIGN, SOFTPLUS, SOFTMAX, LOG_SOFTMAX, MERGE, REPEAT, KEEP, MASK, SKIP, found `CONV`",
                "'kind':'LINEAR' => config layers[1], name: expected a string, found no such key",
                "'kind':'LINEAR','name':'fc','in_features':3 => config layers[1], out_features: expected a whole number,"
                        + " found no such key",
                LINEAR + ",'units':1 => config layers[1]: expected no keys but `bias`, `in_features`, `kind`, `name`,"
                        + " `out_features`, `precision`, found `units`",
                "'kind':'LEAKY_RELU' => config layers[1], alpha: expected a number, found no such key",
                "'kind':'SOFTSIGN','alpha':1 => config layers[1]: expected no keys but `kind`, found `alpha`",
                "'kind':'MERGE','mode':'MAX' => config layers[1], mode: expected one of SUM, AVERAGE, PRODUCT, found `MAX`",
                "'kind':'MERGE','mode':'SUM' => config layers[1]: expected an even number of features before a merge, found 3",
                "'kind':'REPEAT','steps':2,'head':'EVERY_STEP' => config layers[1]: repeat: expected the head LAST_STEP or"
                        + " FINAL_HIDDEN, which leave one row of each sequence, found EVERY_STEP",
                "'kind':'LSTM','name':'l','input_size':3,'hidden_size':2,'reverse':true,'bidirectional':true => config"
                        + " layers[1], reverse: expected false of a bidirectional stack, which has that direction, found true",
                "'kind':'RELU','name':'r' => config layers[1]: expected no keys but `kind`, found `name`",
                "'kind':'LINEAR','name':'fc','in_features':2,'out_features':5 => tensor fc.weight: expected shape (5, 2)"
                        + " for in_features 2, out_features 5 and bias true, as config layers[1] says,"
                        + " found shape (5, 3)",
                "'kind':'LINEAR','name':'fd','in_features':3,'out_features':5 => tensor fd.weight: expected shape (5, 3)"
                        + " for in_features 3, out_features 5 and bias true, as config layers[1] says,"
                        + " found no such tensor; the file has `lstm.weight_ih_l0`, `lstm.weight_hh_l0`,"
                        + " `lstm.bias_ih_l0`, `lstm.bias_hh_l0`, `fc.weight`, `fc.bias`",
                LINEAR + ",'bias':false => config: expected a layer for every tensor, found none for `fc.bias`; correct"
                        + " the layers or leave the tensors out",
                "'kind':'RELU' => config: expected a layer for every tensor, found none for `fc.weight`, `fc.bias`;"
                        + " correct the layers or leave the tensors out",
                "'kind':'EMBEDDING','name':'fc','num_embeddings':5,'embedding_dim':3 => config layers[1]: expected an"
                        + " input size of 3, the output size of the layer before, found Embedding(5, 3)",
                "'kind':'GRU','name':'g','input_size':3,'hidden_size':1,'batch_first':true => config layers[1]: expected"
                        + " no keys but `bias`, `bidirectional`, `cell_options`, `hidden_size`, `initial_cell`, `initial_hidden`,"
                        + " `input_size`, `kind`, `name`, `num_layers`, `peepholes`, `precision` and 2 more, found `batch_first`"
            })
    void refusesLayersOfModels(String layer, String message) throws IOException {
        lstm("lstm.").linear("fc.");
        assertRefused(model(STACK, layer), message);
    }

    @Test
    void refusesLayersThatDoNotFit() throws IOException {
        lstm("lstm.").tensor("fc.weight", 5, 4).tensor("fc.bias", 5);
        assertRefused(
                model(STACK, "'kind':'LINEAR','name':'fc','in_features':4,'out_features':5"),
                "config layers[1]: expected an input size of 3, the output size of the layer before, found Linear(4, 5)");
    }

    @Test
    void aModelNeedsNoRecurrentLayer() throws IOException {
        linear("fc.");
        writer.metadata(
                        "config",
                        model(LINEAR).replace("LAST_STEP", "EVERY_STEP").replace('\'', '"'))
                .write(path);
        assertEquals("Linear(3, 5)", ModelFiles.read(path).spec().describe());
    }

    @Test
    void aRepeatNeedsALayerBeforeIt() throws IOException {
        linear("fc.");
        assertRefused(
                model("'kind':'REPEAT','steps':2,'head':'LAST_STEP'", LINEAR),
                "config layers[0]: expected a layer with weights before it, found none, which says no size");
    }

    @Test
    void activationsAloneHaveNoSize() throws IOException {
        assertRefused(
                model("'kind':'TANH'", "'kind':'RELU'"),
                "config, layers: expected a layer that says its size, found activations only");
    }

    @Test
    void aHeadNeedsARecurrentLayer() throws IOException {
        linear("fc.");
        assertRefused(
                model(LINEAR),
                "config: head: expected EVERY_STEP without a recurrent layer, found LAST_STEP of [Linear(3, 5)]");
    }

    @Test
    void refusesANameTwice() throws IOException {
        lstm("lstm.");
        assertRefused(
                model(STACK, "'kind':'LSTM','name':'lstm','input_size':3,'hidden_size':3"),
                "tensor lstm.weight_ih_l0: expected shape (12, 3) for LSTM with input_size 3, hidden_size 3, num_layers"
                        + " 1, bidirectional false, proj_size 0, bias true, as config layers[1] says,"
                        + " found shape (12, 2)");
    }

    @Test
    void refusesLayersWithoutNames() throws IOException {
        lstm("").linear("fc.");
        assertRefused(
                model(STACK.replace("lstm", ""), LINEAR),
                "config: layer 0, LSTM(2, 3): expected a name, found none; layers with weights need one where there are"
                        + " several layers");
    }

    @Test
    void refusesAnEmbeddingThatIsNotFirst() throws IOException {
        lstm("lstm.").tensor("e.weight", 9, 2);
        assertRefused(
                model("'kind':'TANH'", "'kind':'EMBEDDING','name':'e','num_embeddings':9,'embedding_dim':2", STACK),
                "config: layer 1, Embedding(9, 2): expected an embedding as the first layer only");
    }
}
