using System.Net;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Embeddings;
using CollabLLM.Core.Metrics.Endpoints;

namespace CollabLLM.Core.Tests.Metrics.Endpoints;

public sealed class EndpointTests
{
    private static readonly Uri Address = new("http://scores.test/score");

    [Fact]
    public async Task A_reward_model_gets_the_messages_and_gives_a_score()
    {
        using var server = new PlayedServer(PlayedServer.Json("""{"score": -3.25}"""));
        var score = await new RewardModelMetric(Endpoint(server)).ScoreAsync(Subjects.Conversation("", "hi", "hello"), CancellationToken.None);
        Assert.Equal(-3.25, score.Value);
        Assert.Equal("""{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]}""", server.Bodies.Single().ToJsonString());
    }

    [Fact]
    public async Task A_reward_model_is_not_told_how_users_end_a_conversation()
    {
        using var server = new PlayedServer(PlayedServer.Json("""{"score": 1}"""));
        await new RewardModelMetric(Endpoint(server), "[[END]]").ScoreAsync(Subjects.Conversation("", "hi", "hello", "thanks [[END]]", "bye", "[[END]]"), CancellationToken.None);
        Assert.Equal(["hi", "hello", "thanks", "bye"], server.Bodies.Single()["messages"]!.AsArray().Select(m => (string)m!["content"]!));
    }

    [Fact]
    public async Task A_plug_in_gets_everything_and_may_say_more()
    {
        using var server = new PlayedServer(PlayedServer.Json("""{"score": 1, "note": "fine", "parts": {"a": 0.5}}"""));
        var score = await new HttpMetric("mine", Endpoint(server)).ScoreAsync(Subjects.Pair("reference", "made"), CancellationToken.None);
        Assert.Equal((1.0, "fine", 0.5), (score.Value!.Value, score.Note, score.Parts["a"]));
        var body = server.Bodies.Single();
        Assert.Equal(("mine", "reference", "made"), ((string)body["metric"]!, (string)body["single_turn_completion"]!, (string)body["completion"]!));
    }

    [Fact]
    public async Task It_may_say_that_there_is_no_score()
    {
        using var server = new PlayedServer(PlayedServer.Json("""{"failure": "the text is empty"}"""));
        var score = await new HttpMetric("mine", Endpoint(server)).ScoreAsync(Subjects.Pair("", ""), CancellationToken.None);
        Assert.Equal(new(FailureKind.Model, "the text is empty"), score.Failure);
    }

    [Theory]
    [InlineData("""{"score": "high"}""")]
    [InlineData("{}")]
    [InlineData("""{"score": 1e999}""")]
    public async Task What_is_no_score_is_a_failure_and_not_zero(string body)
    {
        using var server = new PlayedServer(PlayedServer.Json(body));
        var score = await new HttpMetric("mine", Endpoint(server)).ScoreAsync(Subjects.Pair("", ""), CancellationToken.None);
        Assert.Equal(FailureKind.Infrastructure, score.Failure!.Kind);
        Assert.Null(score.Value);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        using var server = new PlayedServer(PlayedServer.Json("", HttpStatusCode.TooManyRequests), () => throw new HttpRequestException("reset"), PlayedServer.Json("""{"score": 1}"""));
        Assert.Equal(1, (await new RewardModelMetric(Endpoint(server)).ScoreAsync(Subjects.Conversation("", "hi", "x"), CancellationToken.None)).Value);
        Assert.Equal(3, server.Bodies.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "", 4, "it answered 503) in 4 attempts")]
    [InlineData(HttpStatusCode.NotFound, "", 1, "it answered 404)")]
    [InlineData(HttpStatusCode.OK, "<html>", 1, "its answer is no JSON)")]
    [InlineData(HttpStatusCode.OK, "[]", 1, "its answer is no JSON object)")]
    public async Task A_server_that_does_not_answer_is_named(HttpStatusCode status, string body, int calls, string words)
    {
        using var server = new PlayedServer(PlayedServer.Json(body, status));
        var set = new MetricSet([(new(null, "rm_http"), new RewardModelMetric(Endpoint(server)))]);
        var failure = (await set.ScoreAsync(Subjects.Conversation("", "hi", "x"), CancellationToken.None)).Scores["rm_http"].Failure!;
        Assert.Equal(FailureKind.Infrastructure, failure.Kind);
        Assert.Contains(words, failure.Reason, StringComparison.Ordinal);
        Assert.Contains("http://scores.test/score", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(calls, server.Bodies.Count);
    }

    [Fact]
    public async Task Similarity_is_the_cosine_of_the_vectors()
    {
        using var server = new PlayedServer(PlayedServer.Json("""{"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]}"""));
        var score = await Similarity(server).ScoreAsync(Subjects.Pair("reference", "made"), CancellationToken.None);
        Assert.Equal(0.8, score.Value!.Value, 6);
        Assert.Equal("""{"model":"tiny","input":["reference","made"]}""", server.Bodies.Single().ToJsonString());
    }

    [Theory]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}]}""")]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}""")]
    [InlineData("""{"data": [{"index": 0, "embedding": [0, 0]}, {"index": 1, "embedding": [1, 2]}]}""")]
    [InlineData("""{"error": "no model"}""")]
    public async Task Vectors_without_angle_have_no_similarity(string body)
    {
        using var server = new PlayedServer(PlayedServer.Json(body));
        var score = await Similarity(server).ScoreAsync(Subjects.Pair("reference", "made"), CancellationToken.None);
        Assert.Equal(FailureKind.Infrastructure, score.Failure!.Kind);
    }

    [Fact]
    public async Task A_key_goes_out_as_a_bearer_token_and_stands_in_no_sentence()
    {
        using var server = new PlayedServer(PlayedServer.Json("", HttpStatusCode.NotFound));
        var endpoint = new JsonEndpoint(new HttpClient(server, disposeHandler: false), new("http://me:pass@scores.test/score?sig=hidden"), TimeProvider.System, key: "k-1");
        var failure = await Assert.ThrowsAsync<CallFailedException>(() => endpoint.PostAsync([], CancellationToken.None));
        Assert.Equal(["Bearer k-1"], server.Keys);
        Assert.Equal("http://scores.test/score gave no answer (it answered 404).", failure.Message);
    }

    private static EmbeddingSimilarityMetric Similarity(PlayedServer server) => new(new HttpEmbeddings(Endpoint(server), "tiny"));

    private static JsonEndpoint Endpoint(PlayedServer server) =>
        new(new HttpClient(server, disposeHandler: false), Address, TimeProvider.System, new(4, TimeSpan.Zero, TimeSpan.Zero));
}
