using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Access.Quotas;

/// <summary>Counts what stays open for long, such as followed logs, by who opened it, on this server.</summary>
public sealed class OpenStreams
{
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Who an actor is to this: a job is its run, others are themselves.</summary>
    public static string NameOf(Actor actor) => actor.Limits is { } limits ? $"run {limits.Run}" : $"user {actor.Id.Value}";

    /// <summary>Opens one more; dispose what is returned when it is closed. <c>too_many_open</c>.</summary>
    /// <param name="who">A name of whoever opens it, and of the kind of thing.</param>
    /// <param name="most">How many at once; null without limit.</param>
    /// <param name="what">What is opened, in the plural.</param>
    /// <param name="option">The option that sets the limit; null for none.</param>
    public Outcome<IDisposable> Open(string who, long? most, string what, string? option)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(who);
            if (open >= most)
            {
                return new Refusal(ErrorCodes.TooManyOpen,
                    $"{open} {what} are open already, and {most} is the most at once{(option is null ? "" : $" (option {option})")}. Close one, and try again.",
                    Facts: new Dictionary<string, object?> { ["retryAfter"] = 5 });
            }
            _open[who] = open + 1;
        }
        return new Opened(this, who);
    }

    private void Close(string who)
    {
        lock (_lock)
        {
            if (--_open[who] == 0)
            {
                _open.Remove(who);
            }
        }
    }

    private sealed class Opened(OpenStreams streams, string who) : IDisposable
    {
        private int _closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0)
            {
                streams.Close(who);
            }
        }
    }
}
