using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Gguf.Tests.Fuzz;

/// <summary>
/// Every damaged file is read, or refused with a sentence that names it; in a process of its own, since what this looks for would end
/// the one it happens in. <c>COLLAB_FUZZ_ROUNDS</c> sets how many files, <c>COLLAB_FUZZ_SEED</c> the first seed.
/// </summary>
public sealed class GgufFuzzTests
{
    private const int Rounds = 1500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Damaged_files_are_refused_with_a_sentence_or_harmless()
    {
        using var folder = new TemporaryFolder();
        var (first, rounds) = (Number("COLLAB_FUZZ_SEED", 1), Number("COLLAB_FUZZ_ROUNDS", Rounds));
        using var child = Start($"{folder.Path};{first};{rounds}");
        var errors = new StringBuilder();
        child.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        child.BeginErrorReadLine();
        var (seed, done, refused) = ("", 0, 0);
        try
        {
            while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience) is { } line)
            {
                if (line.StartsWith("seed ", StringComparison.Ordinal)) seed = line;
                else (done, refused) = (done + 1, refused + (line == "refused" ? 1 : 0));
            }
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            child.Kill();
            Assert.Fail($"The reader hangs on {seed}; the file is kept as {Keep(folder.Path, seed)}.");
        }
        if (child.ExitCode != 0 || done != rounds) Assert.Fail($"The reader ended with {child.ExitCode} on {seed}; the file is kept as {Keep(folder.Path, seed)}.\n{errors}");
        // Damage that is always noticed, or never, would mean that it is not made where it matters.
        Assert.InRange(refused, rounds / 10, rounds * 99 / 100);
    }

    private static Process Start(string assignment)
    {
        // The test program is its own host, or a library that dotnet runs.
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.Environment[FuzzChild.Variable] = assignment;
        // 256 MB: what a header claims must not be believed.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x10000000";
        return Process.Start(start)!;
    }

    private static string Keep(string folder, string seed)
    {
        var kept = Path.Combine(Directory.CreateTempSubdirectory("gguf-fuzz-").FullName, seed.Replace(' ', '-') + ".gguf");
        File.Copy(Path.Combine(folder, "case.gguf"), kept);
        return kept;
    }

    private static int Number(string variable, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : absent;
}
