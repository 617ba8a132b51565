namespace CollabLLM.Cli;

/// <summary>How <c>collab</c> ends. Scripts rely on the numbers: they never change their meaning.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>A defect of this program; the details are on stderr.</summary>
    public const int Defect = 1;

    /// <summary>The command line itself is wrong: an unknown command, a missing or unusable value.</summary>
    public const int Usage = 2;

    /// <summary>A file that was given is missing, damaged or not what it should be.</summary>
    public const int BadInput = 3;

    /// <summary>appsettings.json or an environment variable is wrong; the sentence names the key.</summary>
    public const int Configuration = 4;

    /// <summary>A model, a server or the database did not do its part.</summary>
    public const int Unavailable = 5;

    /// <summary>The budget that was given is spent; what was answered is kept.</summary>
    public const int Budget = 6;

    /// <summary>Stopped with Ctrl+C; what the shell reports for that signal.</summary>
    public const int Interrupted = 130;
}
