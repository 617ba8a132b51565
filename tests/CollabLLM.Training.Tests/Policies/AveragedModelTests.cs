using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Policies;

public sealed class AveragedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AveragedModelTests() => Torch.Start();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_weight_is_the_mean_of_the_models_weights_and_the_rest_is_the_firsts()
    {
        string[] models = [.. Enumerable.Range(1, 3).Select(seed => new TinyFile { Seed = seed, Factors = false, Tied = true }.Save(_folder, $"{seed}.gguf"))];
        var mean = Path.Combine(_folder.Path, "mean.gguf");
        AveragedModel.Write(models, mean, GgmlType.F32);
        using var written = DecoderFile.Open(mean);
        var files = models.Select(DecoderFile.Open).ToArray();
        foreach (var tensor in written.File.Tensors)
        {
            float[][] all = [.. files.Select(f => f.Floats(tensor.Name))];
            Assert.All(written.Floats(tensor.Name).Select((value, i) => (value, i)), v => Assert.Equal(all.Average(a => (double)a[v.i]), v.value, 1e-6));
        }
        Assert.Equal(files[0].File.Tensors.Count, written.File.Tensors.Count);
        foreach (var file in files) file.Dispose();
        Assert.Equal(3, (await Managed.GreedyAsync(mean, TinyFile.Tokens(8, 1), 3)).Length);
    }

    [Fact]
    public void A_model_with_itself_is_that_model()
    {
        var model = new TinyFile { Type = GgmlType.F16 }.Save(_folder);
        var mean = Path.Combine(_folder.Path, "mean.gguf");
        AveragedModel.Write([model, model], mean, GgmlType.F16);
        using DecoderFile before = DecoderFile.Open(model), after = DecoderFile.Open(mean);
        Assert.All(before.File.Tensors, t => Assert.Equal(before.Floats(t.Name), after.Floats(t.Name)));
    }

    [Fact]
    public void Models_that_do_not_go_together_are_refused_by_file_and_field_and_nothing_is_written()
    {
        var first = new TinyFile().Save(_folder, "first.gguf");
        var mean = Path.Combine(_folder.Path, "mean.gguf");
        Refused(new TinyFile { Architecture = "qwen2" }, "general.architecture is another");
        Refused(new TinyFile { Layers = 3 }, "llama.block_count is another");
        Refused(new TinyFile { Linear = 2 }, "llama.rope.scaling.type is another");
        Refused(new TinyFile { Tied = true }, "it has no tensor output.weight");
        Assert.Contains("two models", Assert.Throws<TrainingException>(() => AveragedModel.Write([first], mean, GgmlType.F32)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(mean));

        void Refused(TinyFile other, string why)
        {
            var second = other.Save(_folder, "second.gguf");
            var message = Assert.Throws<TrainingException>(() => AveragedModel.Write([first, second], mean, GgmlType.F32)).Message;
            Assert.StartsWith($"{second} does not go with {first}: ", message, StringComparison.Ordinal);
            Assert.Contains(why, message, StringComparison.Ordinal);
        }
    }
}
