using System.CommandLine;
using CollabLLM.Cli.Downloads;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;
using CollabLLM.Models;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models pull</c></summary>
internal static class ModelsPullCommand
{
    private const string DefaultFolder = "models";

    public static Command Create(CommandRunner run)
    {
        var named = new Argument<string>("NAME|URL")
        {
            Description = $"A known model ({string.Join(", ", KnownModel.All.Select(m => $"{m.Name} of {Sizes.Bytes(m.Bytes)}"))}), or the address of a GGUF file.",
        };
        var to = new Option<string?>("--to") { Description = "The folder for the file. Default: models in the root folder.", HelpName = "FOLDER" };
        var sha256 = new Option<string?>("--sha256") { Description = "What the file must hash to. Known models bring their own.", HelpName = "HEX" };
        var json = CommonOptions.Json();
        var command = new Command("pull", "Fetch a model. A pull that broke off goes on where it stopped; what was pulled already is not pulled again.")
        {
            named, to, sha256, json,
        };
        command.SetAction(run((parse, context) =>
            RunAsync(context, parse.GetRequiredValue(named), parse.GetValue(to), parse.GetValue(sha256), parse.GetValue(json))));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string named, string? to, string? sha256, bool json)
    {
        var root = CollabConfiguration.FindRoot(context.Root);
        var request = PullRequest.Of(named, Path.GetFullPath(to ?? Path.Combine(root, DefaultFolder)), sha256);
        var view = new DownloadView(context.Output, Path.GetFileName(request.Target));
        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20) }) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("collab");
        var pull = new Pull(request, new Download(http, context.Time, context.FreeBytes, view.Report));
        try
        {
            if (!File.Exists(request.Target)) context.Output.Say($"Pulling {request.Address}");
            var file = await view.ShowAsync(() => pull.RunAsync(context.Interruption.Leave));
            if (json) context.Output.WriteJson(file);
            else context.Output.Print(file.File);
            Tell(context.Output, root, request, file);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            context.Output.Say($"Stopped. {Download.Kept(new PartFile(request.Target))}");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Unavailable, $"{request.Target} cannot be written: {e.Message} Name another folder with --to.", e);
        }
    }

    private static void Tell(CommandOutput output, string root, PullRequest request, PulledFile file)
    {
        output.Say(file switch
        {
            { Downloaded: false, Checked: true } => $"It is complete and verified ({Sizes.Bytes(file.Bytes)}, SHA-256 {file.Sha256}). Nothing was downloaded.",
            { Downloaded: false } => $"It is there already ({Sizes.Bytes(file.Bytes)}, SHA-256 {file.Sha256}, not checked against a known value). Nothing was downloaded.",
            { Checked: true } => $"{Sizes.Bytes(file.Bytes)}, SHA-256 {file.Sha256}, as expected.",
            _ => $"{Sizes.Bytes(file.Bytes)}, SHA-256 {file.Sha256}. It was not checked against a known value: compare it with what the publisher says.",
        });
        if (Problem(file.File) is { } problem)
        {
            output.Say($"The built-in decoder does not run it: {problem}");
            return;
        }
        var path = Quoted(Inside(root, file.File));
        var variable = $"Models__Catalogue__{request.Key}__Path";
        var web = OperatingSystem.IsWindows()
            ? $"$env:{variable} = {path}; dotnet run --project src/CollabLLM.Web"
            : $"{variable}={path} dotnet run --project src/CollabLLM.Web";
        output.Say($"""
            To chat with it in the browser:
              {web}
            or here:
              {Self.Command} chat --model {Quoted(Inside(Directory.GetCurrentDirectory(), file.File))}
            """);
    }

    private static string? Problem(string path)
    {
        try
        {
            using var file = GgufFile.Open(path);
            return DecoderFit.Problem(file);
        }
        catch (GgufException e)
        {
            return e.Message;
        }
    }

    /// <summary>As short as it can be said from a folder.</summary>
    private static string Inside(string folder, string path) =>
        Path.GetRelativePath(folder, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) || OperatingSystem.IsWindows() ? $"\"{path}\"" : path;
}
