namespace Slipway.Api;

/// <summary>
/// What people decide about a thing, in one record for all who handle it: the body that creates it, the answer that shows
/// it, the column that keeps it, the form and the command line (ADR 0016). A property that may not be null has a default, or is
/// <c>required</c>.
/// </summary>
public abstract record SettingsBase
{
    /// <summary>The same settings in a record of its own.</summary>
    public SettingsBase Copy() => this with { };
}

/// <summary>The setting is decided when the thing is created, and never changes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FixedAttribute : Attribute;

/// <summary>The record shows settings beside what the server knows of the thing: an answer, and never a body.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AnswerAttribute : Attribute;
