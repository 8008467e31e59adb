using Slipway.Storage;

namespace Slipway.Access;

/// <summary>A person or a service account.</summary>
public readonly record struct UserId(long Value) : IDatabaseId<UserId>
{
    public static UserId From(long value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A team.</summary>
public readonly record struct TeamId(long Value) : IDatabaseId<TeamId>
{
    public static TeamId From(long value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A project of a team.</summary>
public readonly record struct ProjectId(long Value) : IDatabaseId<ProjectId>
{
    public static ProjectId From(long value) => new(value);

    public override string ToString() => Value.ToString();
}
