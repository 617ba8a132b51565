using System.CommandLine;
using System.Globalization;
using System.Text;
using CollabLLM.Core.Datasets.Card;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset card</c>: what a dataset is and where it comes from.</summary>
internal static class DatasetCardCommand
{
    private const string Readme = "README.md";

    public static Command Create(CommandRunner run)
    {
        var files = CommonOptionsOfDatasets.Files();
        var output = new Option<string?>("--out") { Description = "Gets README.md and card.json, both or none. Default: the card goes to stdout.", HelpName = "FOLDER" };
        var licence = new Option<string?>("--licence") { Description = "Of the data: an identifier such as cc-by-4.0, or a text. Default: the card says that it is not stated.", HelpName = "TEXT" };
        var consent = new Option<string?>("--consent") { Description = "What the people agreed to whose words are in it. Default: the card says that it is not stated.", HelpName = "TEXT" };
        var title = new Option<string?>("--title") { Description = "Default: the name of the first file.", HelpName = "TEXT" };
        var runs = new Option<string[]>("--run") { Description = "The folder of a run that made the data; may be given again. Default: the folders of the files.", HelpName = "FOLDER" };
        var json = CommonOptions.Json();
        var command = new Command("card", "Describe multiturn data: counts, rewards, lengths, checksums, and the runs that made it.") { files, output, licence, consent, title, runs, json };
        command.SetAction(run(async (parse, context) =>
        {
            var card = await DatasetCards.MakeAsync(
                parse.GetRequiredValue(files),
                new() { Title = parse.GetValue(title), Licence = parse.GetValue(licence), Consent = parse.GetValue(consent), Runs = parse.GetValue(runs) ?? [] },
                context.Interruption.Leave);
            var (markdown, machine) = (CardMarkdown.Write(card), CardJson.Write(card));
            if (parse.GetValue(output) is { } folder) Write(folder, markdown, machine);
            if (parse.GetValue(json)) context.Output.Print(machine);
            else if (parse.GetValue(output) is null) await context.Output.Out.WriteAsync(markdown);
            Say(context.Output, card, parse.GetValue(output));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Write(string folder, string markdown, string json)
    {
        var readme = Path.Combine(folder, Readme);
        if (File.Exists(readme) && !File.ReadAllText(readme).Contains(CardMarkdown.Mark, StringComparison.Ordinal))
        {
            throw new CommandException(ExitCodes.BadInput, $"{readme} was not made by this command, and is not written over: move it away, or give another --out.");
        }
        using var written = new OutputFiles(folder);
        written.Create(Readme).Write(Encoding.UTF8.GetBytes(markdown));
        written.Create("card.json").Write(Encoding.UTF8.GetBytes(json + "\n"));
        written.Commit();
    }

    private static void Say(CommandOutput output, DatasetCard card, string? folder)
    {
        var place = folder is null ? "" : $"; {Readme} and card.json written to {folder}";
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{card.Conversations:N0} conversations, {card.Turns:N0} turns, {card.Rows:N0} rows{place}."));
        List<string> missing = [];
        if (card.Licence is null) missing.Add("licence");
        if (card.Consent is null) missing.Add("consent");
        if (card.Lineage.Count == 0) missing.Add("lineage");
        if (missing.Count > 0) output.Say($"Not stated: {string.Join(", ", missing)}.");
        foreach (var run in card.Lineage.Where(r => r.Proof == LineageProof.Other)) output.Say($"The run {run.Run} recorded checksums, and none is that of these files.");
    }
}
