using CollabLLM.Testing.Databases;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Tests.Host;

public sealed class ConfigurationTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Theory]
    [InlineData("Chat:Tick", "00:00:01")]
    [InlineData("Chat:StaleAfter", "00:00:05")]
    [InlineData("Chat:ViewerBuffer", "0")]
    [InlineData("Chat:MaxMessageLength", "0")]
    [InlineData("Chat:Temperature", "2.5")]
    [InlineData("Hosting:AllowedOrigins:0", "example")]
    [InlineData("Hosting:ShutdownTimeout", "00:00:00")]
    public async Task A_setting_that_cannot_be_meant_stops_the_start_and_is_named(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => CollabHost.StartAsync(database, (key, value)));
        Assert.Contains(key.Replace(":0", "", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
    }
}
