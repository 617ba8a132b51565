namespace CollabLLM.Web.Features.Chat;

/// <summary>The door of the chat.</summary>
internal static class ChatFeature
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR();
    }

    public static void MapChat(this WebApplication app)
    {
        _ = app;
    }
}
