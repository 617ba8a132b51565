using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Tests.Calls;

public sealed class PriceListTests
{
    [Fact]
    public void Is_read_with_its_version()
    {
        var list = PriceList.Read("""{"version":"v1","currency":"EUR","perMillionTokens":{"a":{"input":0.15,"output":0.6,"cachedInput":0.07},"b":{"input":0,"output":1}}}""", "prices.json");
        Assert.Equal(("v1", "EUR"), (list.Version, list.Currency));
        Assert.Equal(new ModelPrice(0.15m, 0.6m, "EUR") { CachedInputPerMillion = 0.07m }, list.Find("x", null, "A"));
        Assert.Null(list.Find("x"));
    }

    [Theory]
    [InlineData("[", "prices.json: this is not JSON, line 1.")]
    [InlineData("""{"currency":"EUR","perMillionTokens":{}}""", "prices.json: version is missing, a text.")]
    [InlineData("""{"version":"1","currency":"EUR"}""", "prices.json: perMillionTokens is missing, an object of model names.")]
    [InlineData("""{"version":"1","currency":"EUR","perMillionTokens":{"a":{"input":1}}}""", "prices.json: perMillionTokens.a.output is missing.")]
    [InlineData("""{"version":"1","currency":"EUR","perMillionTokens":{"a":{"input":-1,"output":1}}}""", "prices.json: perMillionTokens.a.input must be a number, 0 or more.")]
    [InlineData("""{"version":"1","currency":"EUR","perMillionTokens":{"a":{"input":1,"output":1,"outputs":2}}}""", "prices.json: perMillionTokens.a.outputs is no field. There are: input, output, cachedInput.")]
    [InlineData("""{"version":"1","currency":"EUR","perMillionTokens":{"a":3}}""", "prices.json: perMillionTokens.a must be an object with input and output.")]
    public void What_is_wrong_is_named(string json, string sentence) => Assert.Equal(sentence, Assert.Throws<InputException>(() => PriceList.Read(json, "prices.json")).Message);
}
