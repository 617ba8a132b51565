namespace CollabLLM.Core.Simulation;

/// <param name="Task">What the two are doing, in a few words, such as <c>writing a document</c>. Never empty.</param>
/// <param name="TerminationSignal">What the user says when it is content, or gives up.</param>
/// <param name="ReferenceVisible">Whether the user knows the reference result.</param>
public sealed record RolePlayOptions(string Task, string TerminationSignal = SimulationOptions.UsualSignal, bool ReferenceVisible = false);
