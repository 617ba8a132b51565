using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Web.Tests.Host;

public sealed partial class PageTests(SqliteTestDatabase database) : HostTests(database)
{
    [Fact]
    public async Task Every_file_that_the_page_names_is_there()
    {
        await using var guest = await Host.NewGuestAsync();
        var page = await new HtmlParser().ParseDocumentAsync(await guest.Http.GetStringAsync(Root, Token), Token);
        var links = page.QuerySelectorAll("[href], [src]")
            .Where(e => e.LocalName != "base")
            .Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!)
            .Append("favicon.svg").Append("_framework/blazor.web.js").Append("_content/MudBlazor/MudBlazor.min.js")
            .Distinct().ToList();
        Assert.True(links.Count > 5, string.Join(' ', links));
        foreach (var link in links)
        {
            var address = new Uri(Host.Address, link);
            using var response = await guest.Http.GetAsync(address, Token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{link}: {response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType != "text/css") continue;
            foreach (Match named in FileOfStyle().Matches(await response.Content.ReadAsStringAsync(Token)))
            {
                using var file = await guest.Http.GetAsync(new Uri(address, named.Groups[1].Value), Token);
                Assert.True(file.StatusCode == HttpStatusCode.OK, $"{link} names {named.Groups[1].Value}: {file.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task No_page_has_an_inline_script_and_the_policy_forbids_them()
    {
        await using var guest = await Host.NewGuestAsync();
        foreach (var path in (string[])["/", "/not-found", "/error", "/no/such/page"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept", "text/html");
            using var response = await guest.Http.SendAsync(request, Token);
            var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(Token), Token);
            Assert.NotEmpty(page.Scripts);
            Assert.All(page.Scripts, s => Assert.False(string.IsNullOrEmpty(s.Source), $"{path}: {s.OuterHtml}"));
            Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_person_gets_a_page_and_a_program_problem_details_where_there_is_nothing()
    {
        await using var guest = await Host.NewGuestAsync();
        using var page = await GetAsync(guest, "/no/such/page", "text/html");
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        using var problem = await GetAsync(guest, "/no/such/page", "application/json");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (problem.StatusCode, problem.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_browser_becomes_somebody_with_its_first_page_and_stays_the_same()
    {
        await using var guest = await Host.NewGuestAsync();
        var cookie = guest.Cookies.GetCookies(Host.Address)["collab.guest"]!;
        Assert.True(cookie.HttpOnly);
        Assert.True(cookie.Expires > DateTime.UtcNow.AddDays(300));
        using var second = await guest.Http.GetAsync(Root, Token);
        Assert.False(second.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(c => c.StartsWith("collab.guest", StringComparison.Ordinal)));

        await using var program = new Guest(Host.Address);
        await program.Http.GetAsync(new Uri("/health/live", UriKind.Relative), Token);
        await program.Http.GetAsync(new Uri("/favicon.svg", UriKind.Relative), Token);
        Assert.Empty(program.Cookies.GetAllCookies());
    }

    [Fact]
    public async Task The_server_says_that_it_lives_and_what_it_can()
    {
        await using var guest = new Guest(Host.Address);
        Assert.Equal("""{"status":"Healthy","checks":{}}""", await guest.Http.GetStringAsync(new Uri("/health/live", UriKind.Relative), Token));
        var ready = await guest.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token);
        Assert.Contains("\"database\":{\"status\":\"Healthy\"", ready, StringComparison.Ordinal);
    }

    [GeneratedRegex("""url\(["']?(?!data:|#)([^"')]+)["']?\)""")]
    private static partial Regex FileOfStyle();

    private static Uri Root { get; } = new("/", UriKind.Relative);

    private static async Task<HttpResponseMessage> GetAsync(Guest guest, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", accept);
        return await guest.Http.SendAsync(request, Token);
    }
}
