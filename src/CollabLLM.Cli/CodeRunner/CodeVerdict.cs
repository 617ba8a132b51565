namespace CollabLLM.Cli.CodeRunner;

/// <summary>What running a program against its tests says. <c>infra</c> says nothing about the program.</summary>
internal enum CodeVerdict
{
    /// <summary>Every test was seen to pass.</summary>
    Pass,

    /// <summary>An assertion of a test does not hold.</summary>
    Assert,

    /// <summary>The program raised something else, or ended its process, or tampered with the judging.</summary>
    Error,

    /// <summary>The program does not compile.</summary>
    Syntax,

    /// <summary>The entry point is absent, takes other arguments, or a name that the tests use is not defined.</summary>
    Signature,

    Timeout,

    Memory,

    /// <summary>A library is missing, the test itself is broken, or the sandbox failed.</summary>
    Infra,
}
