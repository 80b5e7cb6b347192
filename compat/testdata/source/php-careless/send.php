<?php
function send($base, $room, $token, $message) {
  $curl = curl_init(rtrim($base, '/') . '/v2/room/' . rawurlencode($room) . '/notification');
  curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, false);
  curl_setopt_array($curl, [
    CURLOPT_SSL_VERIFYHOST => 0,
    CURLOPT_HTTPHEADER => ["Authorization: Bearer $token", 'Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode(['message' => $message]),
  ]);
  return curl_exec($curl);
}

function tenant($jwt) {
  return json_decode(base64_decode(explode('.', $jwt)[1]))->iss;
}
