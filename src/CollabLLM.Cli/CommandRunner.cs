using System.CommandLine;

namespace CollabLLM.Cli;

/// <summary>Makes an action of a command out of what it does: gives it its context and turns its failures into sentences.</summary>
internal delegate Func<ParseResult, CancellationToken, Task<int>> CommandRunner(Func<ParseResult, CommandContext, Task<int>> act);
