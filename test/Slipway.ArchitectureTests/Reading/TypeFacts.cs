namespace Slipway.ArchitectureTests.Reading;

/// <summary>A type as its compiled code shows it. What is nested in it counts as its own.</summary>
public sealed record TypeFacts
{
    public required string Room { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Names of the types nested in it, leaving out what the compiler made.</summary>
    public IReadOnlyList<string> Nested { get; init; } = [];

    /// <summary>The types it mentions anywhere.</summary>
    public IReadOnlyList<TypeUse> Uses { get; init; } = [];

    /// <summary>The types it makes an instance of, by full name.</summary>
    public IReadOnlyList<string> Constructs { get; init; } = [];

    /// <summary>The string literals and constants in it.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    public IReadOnlyList<MethodFacts> Methods { get; init; } = [];

    public string FullName => $"{Namespace}.{Name}";
}

/// <summary>One mention of another type.</summary>
/// <param name="Assembly">The assembly that it is in.</param>
public sealed record TypeUse(string Assembly, string Namespace, string Name);

/// <summary>A method that the source shows.</summary>
/// <param name="Attributes">Names of its attributes.</param>
public sealed record MethodFacts(string Name, bool IsPublic, IReadOnlyList<string> Attributes);
