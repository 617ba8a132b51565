using System.Net;
using CollabLLM.Core.Conversations;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace CollabLLM.Web.Tests.Host;

public sealed class HubTests(SqliteTestDatabase database) : HostTests(database)
{
    [Fact]
    public async Task A_hub_client_talks_stops_and_continues()
    {
        await using var guest = await Host.NewGuestAsync();
        var hub = await guest.ConnectAsync();
        var hello = Guest.Hello();
        Assert.Equal(new HubAnswer("accepted", hello.ReplyId), await SendAsync(hub, hello));
        Assert.Equal(new HubAnswer("again", hello.ReplyId), await SendAsync(hub, hello));
        (await Host.Model.NextCallAsync()).Say("One two three");
        await foreach (var news in hub.StreamAsync<ReplyEvent>("Stream", hello.ReplyId, 0L, Token))
        {
            if (news is ReplyEvent.Delta { Text: "One two three" }) break;
        }
        var stopped = await hub.InvokeAsync<ReplyEvent>("Stop", hello.ReplyId, 7, Token);
        Assert.Equal(new ReplyEvent.Ended(ReplyOutcome.Stopped, "One two", null, true), stopped);

        var more = new HubReplyRequest(hello.SessionId, hello.MessageId, Guid.CreateVersion7(), hello.ReplyId);
        Assert.Equal("accepted", (await hub.InvokeAsync<HubAnswer>("Reply", more, Token)).Kind);
        (await Host.Model.NextCallAsync()).Say(" four").End();
        var (text, end) = await Guest.ReadAsync(hub, more.ReplyId);
        Assert.Equal(("One two four", ReplyOutcome.Completed), (text, end.Outcome));
    }

    [Fact]
    public async Task Another_guest_can_neither_read_nor_stop_nor_answer_nor_continue()
    {
        await using var owner = await Host.NewGuestAsync();
        await using var stranger = await Host.NewGuestAsync();
        var hello = Guest.Hello();
        var mine = await owner.ConnectAsync();
        await SendAsync(mine, hello);
        var speech = await Host.Model.NextCallAsync();
        speech.Say("Private");

        var theirs = await stranger.ConnectAsync();
        await Assert.ThrowsAsync<HubException>(() => Guest.ReadAsync(theirs, hello.ReplyId));
        await Assert.ThrowsAsync<HubException>(() => theirs.InvokeAsync<ReplyEvent>("Stop", hello.ReplyId, 0, Token));
        Assert.Equal("notFound", (await SendAsync(theirs, hello with { MessageId = Guid.CreateVersion7(), ReplyId = Guid.CreateVersion7() })).Kind);
        var again = new HubReplyRequest(hello.SessionId, hello.MessageId, Guid.CreateVersion7());
        Assert.Equal("notFound", (await theirs.InvokeAsync<HubAnswer>("Reply", again, Token)).Kind);
        Assert.Equal("notFound", (await theirs.InvokeAsync<HubAnswer>("Reply", again with { ContinuesId = hello.ReplyId }, Token)).Kind);

        Assert.False(speech.Token.IsCancellationRequested);
        speech.End();
        Assert.Equal("Private", (await Guest.ReadAsync(mine, hello.ReplyId)).Text);
        await Assert.ThrowsAsync<HubException>(() => Guest.ReadAsync(theirs, hello.ReplyId));
    }

    [Fact]
    public async Task A_client_without_a_cookie_is_nobody()
    {
        await using var nobody = new Guest(Host.Address);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => nobody.ConnectAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_open_our_sockets()
    {
        await using var guest = await Host.NewGuestAsync();
        foreach (var path in (string[])["/hubs/chat/negotiate?negotiateVersion=1", "/_blazor/negotiate?negotiateVersion=1"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(path, "https://evil.example"));
            Assert.Equal(HttpStatusCode.OK, await PostAsync(path, Host.Address.GetLeftPart(UriPartial.Authority)));
        }

        async Task<HttpStatusCode> PostAsync(string path, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Add("Origin", origin);
            using var response = await guest.Http.SendAsync(request, Token);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_paste_of_two_hundred_kilobytes_arrives_whole()
    {
        await using var guest = await Host.NewGuestAsync();
        var hub = await guest.ConnectAsync();
        var paste = string.Concat(Enumerable.Repeat("Zeile mit \"Zitat\" und ü.\n", 8_000));
        Assert.Equal("accepted", (await SendAsync(hub, Guest.Hello(paste))).Kind);
        var speech = await Host.Model.NextCallAsync();
        Assert.Equal(paste, speech.Prompt.Single().Text);
        speech.End();
    }

    [Fact]
    public async Task A_stream_may_be_resumed_from_any_number_by_another_connection_of_the_same_guest()
    {
        await using var guest = await Host.NewGuestAsync();
        var hello = Guest.Hello();
        await SendAsync(await guest.ConnectAsync(), hello);
        var speech = await Host.Model.NextCallAsync();
        speech.Say("First ");
        await foreach (var news in (await guest.ConnectAsync()).StreamAsync<ReplyEvent>("Stream", hello.ReplyId, 0L, Token))
        {
            if (news is ReplyEvent.Delta { Seq: 1 }) break;
        }
        speech.Say("second").End();
        Assert.Equal("second", (await Guest.ReadAsync(await guest.ConnectAsync(), hello.ReplyId, 1)).Text);
    }

    private static Task<HubAnswer> SendAsync(HubConnection hub, HubMessage message) => hub.InvokeAsync<HubAnswer>("Send", message, Token);
}
