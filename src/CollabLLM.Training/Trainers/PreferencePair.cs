namespace CollabLLM.Training.Trainers;

/// <summary>Two replies to one prompt; only the replies' tokens count (<see cref="SupervisedEncoder"/> with the last reply alone).</summary>
/// <param name="Row">Its number in the data, which errors name.</param>
/// <param name="Chosen">Prompt and better reply.</param>
/// <param name="Rejected">Prompt and worse reply.</param>
public sealed record PreferencePair(long Row, TrainingDocument Chosen, TrainingDocument Rejected);
