using System.Security.Claims;
using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using CollabLLM.Web.Features.Guests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabLLM.Bench.Pages;

/// <summary>The whole application on a port of this machine, in the process of the benchmark, with a model and a database of its own.</summary>
internal sealed class PageHost : WebApplicationFactory<TurnRunner>
{
    private readonly TestDatabase _database;
    private readonly IChatClient _model;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"collab-bench-{Guid.NewGuid():N}");

    private PageHost(TestDatabase database, IChatClient model) => (_database, _model) = (database, model);

    public QueryCounter Queries { get; } = new();

    public Uri Address => ClientOptions.BaseAddress;

    public static async Task<PageHost> StartAsync(string database, IChatClient model)
    {
        TestDatabase on = database == "postgres" ? new PostgresTestDatabase() : new SqliteTestDatabase();
        await on.StartAsync();
        var host = new PageHost(on, model);
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    /// <summary>The cookie of a browser that is this person.</summary>
    public (string Name, string Value) CookieOf(Guid person)
    {
        var options = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(GuestIdentity.Scheme);
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person.ToString())], GuestIdentity.Scheme));
        var now = DateTimeOffset.UtcNow;
        var properties = new AuthenticationProperties { IsPersistent = true, IssuedUtc = now, ExpiresUtc = now.AddDays(30) };
        return (options.Cookie.Name!, options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, GuestIdentity.Scheme)));
    }

    /// <summary>A chat of a person with this many messages, half of them answers.</summary>
    public async Task<Guid> AddChatAsync(Guid person, int messages, string question, string answer)
    {
        var log = Services.GetRequiredService<SessionLog>();
        var (session, parent) = (Guid.CreateVersion7(), (Guid?)null);
        for (var i = 0; i < messages / 2; i++)
        {
            var request = new SendRequest
            {
                PersonId = person,
                SessionId = session,
                MessageId = Guid.CreateVersion7(),
                ReplyId = Guid.CreateVersion7(),
                ParentId = parent,
                Text = question,
                ModelName = "bench",
                Producer = "bench",
            };
            if (await log.SendAsync(request, CancellationToken.None) is not StartOutcome.Accepted) throw new InvalidOperationException("Refused.");
            await log.AppendEventsAsync([new ReplyDelta(request.ReplyId, 1, answer)], CancellationToken.None);
            await log.EndReplyAsync(new ReplyEnding(request.ReplyId, ReplyOutcome.Completed), CancellationToken.None);
            parent = request.ReplyId;
        }
        return session;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(AppContext.BaseDirectory);
        builder.UseEnvironment("Production");
        builder.UseSetting("Data:Folder", _folder);
        // What the server asks for itself, every now and then, is no page's.
        foreach (var key in (string[])["HeartbeatInterval", "SweepInterval"]) builder.UseSetting($"Chat:{key}", "00:01:00");
        builder.UseSetting("Chat:StaleAfter", "00:10:00");
        foreach (var (key, value) in _database.Configuration) builder.UseSetting(key, value);
        builder.ConfigureLogging(l => l.ClearProviders());
        var model = new TurnModel("bench", "bench", true, null, text => text.Length / 4, null, _model);
        builder.ConfigureTestServices(services => services
            .AddSingleton<IInterceptor>(Queries)
            .AddSingleton(new TurnModels(_ => model, () => model.Name))
            .AddSingleton(new ModelChoices(() => [new ModelChoice("bench", "Bench", "a model that reads aloud", false, false, null)])));
    }
}
