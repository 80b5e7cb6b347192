<?php

# An old client, for API v1 (never /v2).
class HipChat {
  const TARGET = 'https://api.hipchat.com';

  private $token;

  public function __construct($token) {
    $this->token = $token; // not 'Bearer'
  }

  public function message($room, $text) {
    return file_get_contents(self::TARGET . '/v1/rooms/message?auth_token=' . $this->token, false,
      stream_context_create(['http' => ['method' => 'POST', 'content' => http_build_query(['room_id' => $room, 'message' => $text])]]));
  }
}
