using Microsoft.Playwright;

namespace Slipway.WebTests.Scenes;

/// <summary>The line between a page and its circuit, on which what the server says can be held up.</summary>
public sealed class SlowLine
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _held = [];
    private bool _isHeld;

    private SlowLine()
    {
    }

    /// <summary>Lays the line of the pages that are gone to from now on.</summary>
    public static async Task<SlowLine> LayAsync(IPage page)
    {
        var line = new SlowLine();
        await page.RouteWebSocketAsync("**/_blazor**", socket => socket.ConnectToServer().OnMessage(frame => line.Pass(() => Send(socket, frame))));
        return line;
    }

    /// <summary>From now on nothing that the server says arrives.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _isHeld = true;
        }
    }

    /// <summary>All that was held up arrives, in its order.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            _isHeld = false;
            while (_held.TryDequeue(out var send))
            {
                send();
            }
        }
    }

    private void Pass(Action send)
    {
        lock (_lock)
        {
            if (_isHeld)
            {
                _held.Enqueue(send);
            }
            else
            {
                send();
            }
        }
    }

    private static void Send(IWebSocketRoute socket, IWebSocketFrame frame)
    {
        if (frame.Binary is { } bytes)
        {
            socket.Send(bytes);
        }
        else
        {
            socket.Send(frame.Text!);
        }
    }
}
