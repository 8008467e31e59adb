using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>A command whose own help ends with examples; lists of commands leave them out.</summary>
internal sealed class CommandWithExamples(string name, string description, IReadOnlyList<string> examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
