namespace Slipway.Storage.Units;

/// <summary>The smallest piece of a worker's work, which may fail without what stands beside it.</summary>
/// <param name="Id">Its number among the units of its worker.</param>
/// <param name="Team">The team that it belongs to; null for none, or one that is not known.</param>
/// <param name="What">What it is, for people: <c>run 12</c>.</param>
/// <param name="Depth">How many causes led to it: what is raised because it failed must not go round for ever.</param>
public readonly record struct WorkUnit(long Id, long? Team, string What, int Depth = 0);
