using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace CollabLLM.Cli;

/// <summary>The version of this program, also when another one runs it.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine(version);
        return ExitCodes.Success;
    }
}
