using System.Globalization;
using System.Text;

namespace Slipway.Api.Agents;

/// <summary>
/// With how much a program can be started: beyond it Linux answers a bare "argument list too long" (E2BIG), on a host, in a
/// container and in a pod alike.
/// </summary>
public static class ProgramSize
{
    /// <summary>Bytes of one argument, or of one variable with its name (32 pages, less the zero at the end).</summary>
    public const int MaxText = 131_071;

    /// <summary>Bytes of all of them, as Linux counts: a quarter of the usual 8 MiB of stack.</summary>
    public const int MaxTotal = 2 * 1024 * 1024;

    // The zero at the end, and a pointer to it.
    private const int PerText = 1 + 8;

    /// <summary>What is too large, as a sentence that names the limit; null when all of it fits.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">Its whole environment, as far as it is known.</param>
    public static ProgramFault? Find(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> variables)
    {
        long total = 0;
        for (var i = 0; i < command.Count; i++)
        {
            var size = Encoding.UTF8.GetByteCount(command[i]);
            if (size > MaxText)
            {
                return new ProgramFault(ProgramPart.Command, null,
                    $"Part {Text(i + 1)} of the job's command has {Text(size)} bytes; a program can be started with at most {Text(MaxText)} in one argument.");
            }
            total += size + PerText;
        }
        foreach (var (name, value) in variables)
        {
            var size = Encoding.UTF8.GetByteCount(name) + 1 + Encoding.UTF8.GetByteCount(value);
            if (size > MaxText)
            {
                var shown = name.Length > 64 ? name[..64] + "..." : name;
                return new ProgramFault(ProgramPart.Variable, name,
                    $"The variable {shown} of the job would have {Text(size)} bytes; a program can be started with at most {Text(MaxText)} in one variable.");
            }
            total += size + PerText;
        }
        return total <= MaxTotal ? null : new ProgramFault(ProgramPart.Whole, null,
            $"The job's command and variables, run config and artifacts among them, have {Text(total)} bytes together; a program can be started with at most {Text(MaxTotal)}.");
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>What of a program's start is too large.</summary>
public enum ProgramPart
{
    /// <summary>One of its arguments.</summary>
    Command,

    /// <summary>One of its variables.</summary>
    Variable,

    /// <summary>All together.</summary>
    Whole,
}

/// <summary>Why a program cannot be started.</summary>
/// <param name="Part">What is too large.</param>
/// <param name="Variable">Which variable; null for anything else.</param>
/// <param name="Detail">The same as a sentence, with the limit.</param>
public sealed record ProgramFault(ProgramPart Part, string? Variable, string Detail);
