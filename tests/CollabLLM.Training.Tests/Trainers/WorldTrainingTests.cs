using System.Text.Json.Nodes;
using CollabLLM.Core.World;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class WorldTrainingTests : IDisposable
{
    private static readonly NewModelOptions Tiny = new() { Width = 32, Layers = 1, Heads = 2, Vocabulary = 512, Context = 512, Dialogues = 200 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_from_nothing_learns_the_world_and_talks_in_the_managed_host()
    {
        var (fresh, trained) = (Path.Combine(_folder.Path, "fresh.gguf"), Path.Combine(_folder.Path, "trained.gguf"));
        NewModel.Write(fresh, Tiny, new());
        using (var policy = Torch.Load(fresh, new() { TrainWeights = true }))
        {
            var encoder = new SupervisedEncoder(policy, 0.1);
            using var optimizer = new AdamWOptimizer(policy.TrainableParameters, new() { Beta2 = 0.95 });
            using var run = new TrainingRun(Path.Combine(_folder.Path, "run"));
            var trainer = new SupervisedTrainer(policy, new WorldDocuments(encoder, new(), ValuePart.Training, 1), new() { Batch = 4, Together = 4 }, []);
            var loop = new LoopOptions { Steps = 150, Rate = new() { Peak = 1e-2, WarmUp = 10, Shape = RateShape.Plateau } };
            new TrainingLoop(policy, optimizer, loop, TimeProvider.System).Run(run, trainer.Objective, null, TestContext.Current.CancellationToken);
            double[] losses = [.. TinyRun.Metrics(run.MetricsPath).Select(m => (double)JsonNode.Parse(m)!["loss"]!)];
            Assert.InRange(losses[0], Math.Log(policy.Shape.Vocabulary) - 0.5, Math.Log(policy.Shape.Vocabulary) + 0.5);
            Assert.True(losses[^10..].Average() < 0.6 * losses[0], $"the loss went from {losses[0]} to {losses[^10..].Average()}");
            PolicyFile.Save(policy, trained, GgmlType.Q8_0);
        }
        using var model = GgufModel.Load(trained, new() { Threads = 1 });
        using var client = new GgufChatClient(model);
        var reply = await client.GetResponseAsync([new(ChatRole.User, "Write an invitation.")], new() { Temperature = 0, MaxOutputTokens = 20 }, TestContext.Current.CancellationToken);
        Assert.NotEqual("", reply.Text.Trim());
    }

    [Fact]
    public void Another_primer_is_other_data_even_where_it_begins_alike()
    {
        var fresh = Path.Combine(_folder.Path, "fresh.gguf");
        NewModel.Write(fresh, Tiny, new());
        using var policy = Torch.Load(fresh);
        string[] identities = [Identity(new(200, 100, 50)), Identity(new(200, 100, 0)), Identity(null)];
        Assert.Equal(3, identities.Distinct().Count());
        Assert.Equal(identities[0], Identity(new(200, 100, 50)));

        string Identity(WorldPrimer? primer) => RunIdentity.Of(new WorldDocuments(new(policy), new(), ValuePart.Training, 1, primer));
    }

    [Fact]
    public void The_same_options_give_the_same_model_and_the_same_dialogues()
    {
        string[] paths = [.. new[] { "a.gguf", "b.gguf" }.Select(n => Path.Combine(_folder.Path, n))];
        foreach (var path in paths) NewModel.Write(path, Tiny, new());
        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
        using var policy = Torch.Load(paths[0]);
        Assert.Equal(Tiny.Vocabulary, policy.Shape.Vocabulary);
        var encoder = new SupervisedEncoder(policy);
        var world = new WorldDocuments(encoder, new(), ValuePart.Training, 1);
        Assert.Equal(world.Read(5).Tokens, new WorldDocuments(encoder, new(), ValuePart.Training, 1).Read(5).Tokens);
        Assert.NotEqual(world.Read(5).Tokens, world.Read(6).Tokens);
        Assert.NotEqual(world.Read(5).Tokens, new WorldDocuments(encoder, new(), ValuePart.Training, 2).Read(5).Tokens);
        Assert.All(Enumerable.Range(0, 50), i => Assert.InRange(world.Read(i).Tokens.Length, 2, Tiny.Context));
    }

    [Fact]
    public void A_primer_of_echoes_and_complete_requests_comes_before_the_world()
    {
        var path = Path.Combine(_folder.Path, "primed.gguf");
        NewModel.Write(path, Tiny, new());
        using var policy = Torch.Load(path);
        var encoder = new SupervisedEncoder(policy);
        var (plain, primed) = (new WorldDocuments(encoder, new(), ValuePart.Training, 1), new WorldDocuments(encoder, new(), ValuePart.Training, 1, new(3, 4, 5)));
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => policy.Tokenizer!.Decode(primed.Read(i).Tokens))];
        Assert.All(texts[..3], text =>
        {
            string[] lines = text.Trim().Split('\n');
            Assert.Equal(["user", lines[1], "assistant", lines[1]], lines);
        });
        Assert.All(texts[3..7], text => Assert.Contains("<document", text, StringComparison.Ordinal));
        Assert.All(texts[..7], text => Assert.DoesNotContain("<ask>", text, StringComparison.Ordinal));
        Assert.Contains(texts[7..12], text => text.Contains("<ask>", StringComparison.Ordinal));
        Assert.Equal(plain.Read(12).Tokens, primed.Read(12).Tokens);
        Assert.Throws<TrainingException>(new WorldPrimer(-1, 0, 0).Validate);
    }

    [Fact]
    public void Sizes_that_make_no_sense_are_refused()
    {
        Assert.Throws<TrainingException>((Tiny with { Heads = 3 }).Validate);
        Assert.Throws<TrainingException>((Tiny with { Vocabulary = 200 }).Validate);
        Assert.Throws<TrainingException>((Tiny with { Layers = 0 }).Validate);
    }
}
