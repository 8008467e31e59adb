using Slipway.Api.Webhooks;
using Slipway.Cli.Output;

namespace Slipway.Cli.Commands;

/// <summary>Shows one request of a webhook and its answer.</summary>
internal static class Exchange
{
    public static void Tell(
        Terminal terminal,
        SentRequestResponse? request,
        int? status,
        ReceivedAnswerResponse? answer,
        double? durationMs,
        DeliveryErrorResponse? error)
    {
        if (request is not null)
        {
            terminal.Say($"> POST {request.Url}");
            TellHeaders(terminal, '>', request.Headers);
            terminal.Say($"\n{request.Body}\n");
        }

        if (answer is not null)
        {
            terminal.Say($"< {status} after {Human.Duration(durationMs)}");
            TellHeaders(terminal, '<', answer.Headers);
            if (answer.Body.Length > 0)
            {
                terminal.Say($"\n{answer.Body}{(answer.Truncated ? "..." : "")}\n");
            }
        }

        if (error is not null)
        {
            terminal.Say($"Not delivered: {error.Message} ({error.Code})");
            terminal.Say(error.Remedy);
        }
    }

    private static void TellHeaders(Terminal terminal, char direction, IReadOnlyDictionary<string, string> headers)
    {
        foreach (var (name, value) in headers)
        {
            terminal.Say($"{direction} {name}: {value}");
        }
    }
}
